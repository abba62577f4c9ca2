"use strict";
// Filters, switches, and figures that light up together. Without this script everything is there
// to read; only these are missing.

const root = document.documentElement;
const form = document.getElementById("filters");
const switches = document.querySelector(".switches");

// ------------------------------------------------------------------ language, colours

function setLanguage(lang) {
  root.lang = lang;
  for (const each of document.querySelectorAll("[data-en]")) each.textContent = each.dataset[lang];
  tellCount();
}

function setTheme(theme) {
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
}

// --------------------------------------------------------------------------- filters

const bulletins = Array.from(document.querySelectorAll("details.bulletin"), (el) => ({
  el,
  home: el.closest(".document"),
  verdict: el.dataset.verdict,
  province: el.dataset.province,
  has: el.dataset.has.split(" ").filter(Boolean).map((kind) => {
    const [rule, severity, count] = kind.split(".");
    return { rule, severity, count: Number(count) };
  }),
  words: null,
}));
const documents = [...new Set(bulletins.map((each) => each.home))];
const all = bulletins.reduce((sum, each) => sum + each.has.reduce((own, kind) => own + kind.count, 0), 0);
let shown = { bulletins: 0, findings: 0 };
let wanted = {};

/** In a large run what is inside a bulletin is text until someone opens it. */
function fill(bulletin) {
  const held = bulletin.querySelector(":scope > noscript");
  if (!held) return;
  const made = document.createElement("template");
  made.innerHTML = held.textContent;
  const inside = document.createElement("div");
  inside.append(made.content);
  held.replaceWith(inside);
  hideFindings(bulletin);
}

function wordsOf(each) {
  if (each.words === null) {
    const held = each.el.querySelector(":scope > noscript");
    const inside = held
      ? each.el.firstChild.textContent + held.textContent.replace(/<[^>]*>/g, " ").replace(/&lt;/g, "<").replace(/&amp;/g, "&")
      : each.el.textContent;
    each.words = `${each.home.querySelector("h3").textContent} ${inside}`.toLowerCase();
  }
  return each.words;
}

function hide(el, hidden) {
  if (el.hidden !== hidden) el.hidden = hidden;
}

function fits({ rule, severity }) {
  return (!wanted.rule || rule === wanted.rule) && (!wanted.severity || severity === wanted.severity);
}

function hideFindings(bulletin) {
  for (const li of bulletin.querySelectorAll(".findings > li")) hide(li, !fits(li.dataset));
}

function applyFilters() {
  wanted = Object.fromEntries(new FormData(form));
  const words = wanted.text.toLowerCase().split(/\s+/).filter(Boolean);
  const homes = new Set();
  shown = { bulletins: 0, findings: 0 };
  for (const each of bulletins) {
    const found = each.has.reduce((sum, kind) => sum + (fits(kind) ? kind.count : 0), 0);
    const stays = (!wanted.verdict || each.verdict === wanted.verdict)
      && (!wanted.province || each.province === wanted.province)
      && (!(wanted.rule || wanted.severity) || found > 0)
      && words.every((word) => wordsOf(each).includes(word));
    hide(each.el, !stays);
    hideFindings(each.el);
    if (!stays) continue;
    shown.bulletins += 1;
    shown.findings += found;
    homes.add(each.home);
  }
  for (const each of documents) hide(each, !homes.has(each));
  hide(document.getElementById("nothing"), shown.bulletins > 0 || bulletins.length === 0);
  for (const button of document.querySelectorAll("button[data-set]")) {
    button.setAttribute("aria-pressed", form.elements[button.dataset.set].value === button.dataset.value);
  }
  tellCount();
}

function clearFilters() {
  for (const each of form.elements) if (each.name) each.value = "";
  applyFilters();
}

function tellCount() {
  const { bulletins: some, findings } = shown;
  const said = root.lang === "zh"
    ? `显示 ${bulletins.length} 份通报中的 ${some} 份，${all} 条发现中的 ${findings} 条`
    : `${some} of ${bulletins.length} bulletins shown, ${findings} of ${all} findings`;
  const filters = [...form.elements].filter((each) => each.name && each.value)
    .map((each) => each.selectedOptions?.[0].textContent ?? `“${each.value}”`);
  document.getElementById("count").textContent = [said, ...filters].join(" · ");
}

function toggleFilter(button) {
  const control = form.elements[button.dataset.set];
  control.value = control.value === button.dataset.value ? "" : button.dataset.value;
  applyFilters();
}

function openShown(open) {
  for (const { el } of bulletins) {
    if (el.hidden) continue;
    if (open) fill(el);
    el.open = open;
  }
  for (const el of document.querySelectorAll(".inspection")) el.open = open;
}

let closed = [];

/** On paper nothing can be opened: all that the filters show is. */
function openForPaper() {
  for (const { el } of bulletins) if (!el.hidden) fill(el);
  closed = [...document.querySelectorAll("details:not([open])")].filter((el) => !el.closest("[hidden]"));
  for (const el of closed) el.open = true;
}

function closeAgain() {
  for (const el of closed) el.open = false;
  closed = [];
}

// ------------------------------------------------------ the places that show one figure

function figuresOf(el) {
  if (el.dataset.f) return el.dataset.f.split(" ");
  const cell = /^b\d+f(\d+)$/.exec(el.id);
  return cell ? [cell[1]] : [];
}

let lit = [];

function lightUp(target) {
  for (const el of lit) el.classList.remove("lit");
  lit = [];
  const el = target?.closest?.("[data-f], td[id], th[id]");
  const home = el?.closest("details.bulletin");
  if (!home) return;
  for (const figure of figuresOf(el)) {
    const cell = document.getElementById(`${home.id}f${figure}`);
    lit.push(...home.querySelectorAll(`:not(li)[data-f~="${figure}"]`), ...(cell ? [cell] : []));
  }
  if (lit.length === 1 && lit[0] === el) lit = [];
  for (const each of lit) each.classList.add("lit");
}

/** Opens what holds the target of the address, and puts the focus there. */
function jump() {
  const name = decodeURIComponent(location.hash.slice(1));
  const home = document.getElementById(/^b\d+/.exec(name)?.[0] ?? "");
  if (home) fill(home);
  const target = document.getElementById(name);
  if (!target) return;
  for (let el = target.closest("details"); el; el = el.parentElement.closest("details")) el.open = true;
  const hidden = target.closest("[hidden]");
  if (hidden) {
    clearFilters();
  }
  if (target.tabIndex < 0) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  const scroll = () => target.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
  scroll();
  requestAnimationFrame(scroll); // what opened on the way may have moved it
  lightUp(target);
}

/** Reads what there is to search while nobody waits for it. */
function readWords(from) {
  requestIdleCallback((idle) => {
    let at = from;
    while (at < bulletins.length && idle.timeRemaining() > 2) wordsOf(bulletins[at++]);
    if (at < bulletins.length) readWords(at);
  });
}

// ----------------------------------------------------------------------------- start

form.hidden = switches.hidden = false;
document.getElementById("language").value = root.lang;
for (const button of document.querySelectorAll("button[data-set]")) {
  button.disabled = false;
  button.addEventListener("click", () => toggleFilter(button));
}
switches.addEventListener("change", ({ target }) =>
  target.id === "language" ? setLanguage(target.value) : setTheme(target.value));
form.addEventListener("input", applyFilters);
form.addEventListener("reset", (event) => {
  event.preventDefault(); // the browser would empty the fields after this event only
  clearFilters();
});
form.addEventListener("submit", (event) => event.preventDefault());
document.getElementById("open-all").addEventListener("click", () => openShown(true));
document.getElementById("close-all").addEventListener("click", () => openShown(false));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (form.contains(event.target)) clearFilters();
  lightUp(null);
});
for (const type of ["pointerover", "focusin"]) {
  document.addEventListener(type, ({ target }) => lightUp(target));
}
document.addEventListener("toggle", ({ target }) => target.open && fill(target), true);
addEventListener("beforeprint", openForPaper);
addEventListener("afterprint", closeAgain);
addEventListener("hashchange", jump);
setLanguage(root.lang);
applyFilters();
if (location.hash) jump();
if ("requestIdleCallback" in window) readWords(0);
