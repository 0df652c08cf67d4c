// htmx makes facets, pages and views change only the results; every link works without it.
import "htmx.org/dist/htmx.esm.min.js";
import "./ballots.js";

const results = () => document.getElementById("results");

// Live links change #results; on a page without it they are ordinary links.
document.addEventListener("htmx:before:init", (event) => {
  if (event.target.closest?.("[data-live]") && !results()) event.preventDefault();
});

// Say what is left after a change, for those who do not see it; of what lives, only what is new.
const lives = () => document.getElementById("live");
let told = lives()?.dataset.summary;
document.addEventListener("htmx:after:swap", () => {
  const alive = lives()?.dataset.summary;
  const summary = results()?.dataset.summary ?? (alive === told ? "" : alive);
  if (alive) told = alive;
  if (summary) document.getElementById("announce").textContent = summary;
});

// Nobody reads a page that is hidden: what lives waits.
document.addEventListener("htmx:before:request", (event) => {
  if (document.hidden && event.target.id === "live") event.preventDefault();
});
