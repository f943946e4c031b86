"use strict";
(function () {
  var asked = document.getElementById("words"), count = document.getElementById("count");
  var items = Array.from(document.querySelectorAll("[data-words]"));
  function shown() {
    var words = asked.value.toLowerCase().split(/\s+/).filter(Boolean), n = 0;
    items.forEach(function (item) {
      var told = item.getAttribute("data-words");
      item.hidden = !words.every(function (word) { return told.indexOf(word) >= 0; });
      if (!item.hidden) n += 1;
    });
    document.querySelectorAll(".sec.quantity").forEach(function (section) {
      section.hidden = !section.querySelector("[data-words]:not([hidden])");
    });
    count.textContent = n + (n === 1 ? " claim" : " claims");
  }
  asked.addEventListener("input", shown);
  asked.form.addEventListener("submit", function (event) { event.preventDefault(); });
  shown();
})();
