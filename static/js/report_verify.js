// The file is hashed here and never sent; the form goes with the digest alone. Without
// crypto.subtle (plain http), or for a file too large for memory, the server hashes what it gets.
(() => {
  const form = document.getElementById("verify-form");
  const file = document.getElementById("verify-file");
  const digest = document.getElementById("verify-digest");
  const most = 512 * 1024 * 1024;
  if (!form || !window.crypto || !window.crypto.subtle) return;
  form.addEventListener("submit", async (event) => {
    const chosen = file.files[0];
    if (!chosen || chosen.size > most) return;
    event.preventDefault();
    const hash = await window.crypto.subtle.digest("SHA-256", await chosen.arrayBuffer());
    const bytes = Array.from(new Uint8Array(hash));
    digest.value = bytes.map((one) => one.toString(16).padStart(2, "0")).join("");
    file.value = "";
    form.submit();
  });
})();
