// Hides what is not searched for; a plan stays when its text has every word.
(function () {
  var box = document.getElementById("search");
  var none = document.getElementById("nothing");
  var plans = Array.prototype.slice.call(document.querySelectorAll("[data-plan]"));
  // The line in the list of plans stays as long as the plan it leads to.
  var texts = plans.map(function (one) {
    var link = one.tagName === "LI" ? one.querySelector("a[href^='#']") : null;
    var target = link && document.getElementById(link.getAttribute("href").slice(1));
    return (one.textContent + " " + (target ? target.textContent : "")).toLowerCase();
  });
  document.getElementById("search-field").hidden = false;
  box.addEventListener("input", function () {
    var words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    var shown = 0;
    plans.forEach(function (one, at) {
      var fits = words.every(function (word) { return texts[at].indexOf(word) >= 0; });
      one.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    none.hidden = shown > 0;
  });
})();
