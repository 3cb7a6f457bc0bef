// Where the calendar does not fit, the newest days are what is looked for.
for (const calendar of document.querySelectorAll(".runs-wrap")) {
  calendar.scrollLeft = calendar.scrollWidth;
}
