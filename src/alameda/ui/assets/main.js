// htmx makes facets, pages and views change only the results; every link works without it.
import "htmx.org/dist/htmx.esm.min.js";
import "./ballots.js";

const results = () => document.getElementById("results");

// Live links change #results; on a page without it they are ordinary links.
document.addEventListener("htmx:before:init", (event) => {
  if (event.target.closest?.("[data-live]") && !results()) event.preventDefault();
});

// Say what is left after a change, for those who do not see it.
document.addEventListener("htmx:after:swap", () => {
  const summary = results()?.dataset.summary;
  if (summary) document.getElementById("announce").textContent = summary;
});
