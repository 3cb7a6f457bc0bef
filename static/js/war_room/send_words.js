/* How a form that waits is called: its button and what was typed. */
export const wordsOf = (form, button) => {
  const typed = [...form.querySelectorAll("textarea, input[type=text], input:not([type])")].map((one) => one.value.trim());
  const what = button?.textContent.trim() || document.title;
  return [what, ...typed.filter(Boolean)].join(": ").slice(0, 12000);
};
