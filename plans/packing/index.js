// Hides what is not searched for; a plan stays when its text has every word.
(function () {
  var box = document.getElementById("search");
  var none = document.getElementById("nothing");
  var plans = Array.prototype.slice.call(document.querySelectorAll("[data-plan]"));
  var texts = plans.map(function (one) { return one.textContent.toLowerCase(); });
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
