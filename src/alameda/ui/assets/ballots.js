// Votes are sent one at a time, each with its key, and kept on the screen until the server has them:
// the network may go and come back. Without this, the same forms are sent whole.
const RETRY = 2000;
const SLOWEST = 15000;
const pending = new Map(); // key -> {url, vote, row, choice, key}
let wait = RETRY;
let timer = 0;
let isSending = false;
let byArrow = false;

const store = (vote) => `alameda.ballots.${vote}`;
const rowOf = (form, code) => form?.querySelector(`[data-row="${CSS.escape(code)}"]`);
const formOf = (vote) => document.querySelector(`form[data-vote="${CSS.escape(vote)}"]`);

function keep(vote) {
  const rows = [...pending.values()].filter((each) => each.vote === vote);
  try {
    if (rows.length) localStorage.setItem(store(vote), JSON.stringify(rows));
    else localStorage.removeItem(store(vote));
  } catch {
    // Without a place to keep them they live as long as the page.
  }
}

function show(each, words, state) {
  const form = formOf(each.vote);
  const row = rowOf(form, each.row);
  if (!row) return;
  row.dataset.state = state;
  const said = row.querySelector("[data-said]");
  if (said) said.textContent = words ?? form.dataset[state] ?? "";
  for (const part of row.querySelectorAll("[value]")) {
    const isIt = part.value === each.choice;
    if (part.type === "radio") part.checked = isIt;
    else part.setAttribute("aria-pressed", String(isIt));
  }
}

function choose(form, row, choice) {
  const id = `${form.dataset.vote} ${row}`;
  if (pending.get(id)?.choice === choice) return;
  const key = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  const each = { url: form.dataset.ballots, vote: form.dataset.vote, row, choice, key };
  pending.set(id, each);
  keep(each.vote);
  show(each, undefined, "sending");
  wait = RETRY;
  flush();
}

async function post(each) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  const body = new URLSearchParams({
    csrfmiddlewaretoken: token,
    choice: each.choice,
    councillor: each.row === "me" ? "" : each.row,
    request_key: each.key,
  });
  return fetch(each.url, { method: "POST", body, redirect: "manual" });
}

async function flush() {
  if (isSending) return;
  isSending = true;
  clearTimeout(timer);
  for (const [id, each] of [...pending]) {
    let answer;
    try {
      answer = await post(each);
    } catch {
      answer = null;
    }
    if (pending.get(id) !== each) continue; // another choice took its place
    if (answer?.headers.get("Content-Type")?.includes("json") && answer.status < 500) {
      pending.delete(id);
      keep(each.vote);
      show(each, (await answer.json()).said, answer.ok ? "saved" : "refused");
      refresh();
    } else {
      show(each, undefined, answer && answer.status < 500 ? "signedOut" : "unsent");
    }
  }
  isSending = false;
  if (!pending.size) return;
  timer = setTimeout(flush, wait);
  wait = Math.min(wait * 2, SLOWEST);
}

// The parts of the page that others change: what the server says now takes their place.
async function refresh() {
  let text;
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) return;
    text = await answer.text();
  } catch {
    return;
  }
  const fresh = new DOMParser().parseFromString(text, "text/html");
  for (const part of document.querySelectorAll("[data-part]")) {
    const other = fresh.getElementById(part.id);
    const isBusy = part.matches("[data-state]:not([data-state=saved],[data-state=refused])");
    const holds = part.querySelector("[data-state=sending],[data-state=unsent],[data-state=signedOut]");
    if (!other || other.dataset.part === part.dataset.part || isBusy || holds) continue;
    if ("whole" in part.dataset) {
      changed(part, fresh.querySelector("main"));
      continue;
    }
    const hadFocus = part.contains(document.activeElement);
    part.replaceWith(other);
    if (hadFocus) nextOf(other)?.focus({ preventScroll: true });
  }
}

// A page of forms that others changed: drawn again, unless somebody is in the middle of one.
let isTouched = false;
addEventListener("input", () => (isTouched = true));
function changed(part, main) {
  const own = document.querySelector("main");
  const isHeld = isTouched || own.contains(document.activeElement);
  const isOpen = own.querySelector(".al-act[open]");
  if (isHeld || isOpen) part.firstElementChild.hidden = false;
  else {
    own.replaceWith(main);
    document.getElementById("announce").textContent = part.dataset.whole;
  }
}

const nextOf = (row) => {
  const rows = [...document.querySelectorAll("[data-row]")];
  const after = rows.slice(rows.findIndex((each) => each.id === row.id) + 1);
  return after.map((each) => each.querySelector("input")).find(Boolean);
};

addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-ballots]");
  const row = event.target.closest?.("[data-row]");
  if (!form || !row || event.target.type !== "radio") return;
  if (byArrow) row.dataset.held = event.target.value;
  else choose(form, row.dataset.row, event.target.value);
});

addEventListener("click", (event) => {
  const button = event.target.closest?.("form[data-ballots] [data-row] button");
  if (!button) return;
  event.preventDefault();
  choose(button.form, button.closest("[data-row]").dataset.row, button.value);
});

// Arrows only look: Enter, the space bar or leaving the row sends. A digit sends and goes on.
addEventListener("keydown", (event) => {
  byArrow = event.key.startsWith("Arrow");
  const row = event.target.closest?.("form[data-ballots] [data-row]");
  if (!row || event.target.type !== "radio" || event.ctrlKey || event.altKey || event.metaKey) return;
  const inputs = [...row.querySelectorAll("input")];
  const digit = inputs[Number(event.key) - 1];
  if (!digit && event.key !== "Enter") return;
  event.preventDefault();
  const chosen = digit ?? inputs.find((each) => each.checked);
  if (!chosen) return;
  delete row.dataset.held;
  const next = nextOf(row);
  choose(chosen.form, row.dataset.row, chosen.value);
  next?.focus();
});

addEventListener("pointerdown", () => {
  byArrow = false;
});

addEventListener("focusout", (event) => {
  const row = event.target.closest?.("[data-row][data-held]");
  if (!row || row.contains(event.relatedTarget)) return;
  const choice = row.dataset.held;
  delete row.dataset.held;
  choose(row.closest("form"), row.dataset.row, choice);
});

addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("form[data-ballots]")) {
    event.preventDefault();
    flush();
  } else if (form.dataset.waits && pending.size) {
    event.preventDefault();
    document.getElementById("announce").textContent = form.dataset.waits;
    form.dataset.isWaiting = "";
  } else if (form.method === "post") {
    // A second click on the way is the same sending: do not send it.
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  }
});

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

addEventListener("online", () => {
  wait = RETRY;
  flush();
});

for (const form of document.querySelectorAll("form[data-vote]")) {
  form.dataset.ready = "";
  let rows = [];
  try {
    rows = JSON.parse(localStorage.getItem(store(form.dataset.vote)) ?? "[]");
  } catch {
    rows = [];
  }
  for (const each of rows) {
    if (!rowOf(form, each.row)?.querySelector("input,button")) continue;
    pending.set(`${each.vote} ${each.row}`, each);
    show(each, undefined, "unsent");
  }
  keep(form.dataset.vote);
}
flush();

const live = document.querySelector("[data-refresh]");
if (live) setInterval(() => document.hidden || refresh(), Number(live.dataset.refresh));
