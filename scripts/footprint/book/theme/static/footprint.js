/* Colours, contents on a phone, sorting of tables, copying. The site works without it. */
"use strict";

(() => {
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  root.classList.add("scripted");

  function stored() {
    try { return localStorage.getItem("colours"); } catch { return null; }
  }

  function store(choice) {
    try {
      if (choice) localStorage.setItem("colours", choice);
      else localStorage.removeItem("colours");
    } catch { /* a browser that keeps nothing still switches */ }
  }

  function dark() {
    return (root.dataset.theme || (system.matches ? "dark" : "light")) === "dark";
  }

  if (["light", "dark"].includes(stored())) root.dataset.theme = stored();

  function coloursButton() {
    const button = document.getElementById("colours");
    const name = () => { button.textContent = dark() ? "Light colours" : "Dark colours"; };
    button.addEventListener("click", () => {
      const choice = dark() ? "light" : "dark";
      root.dataset.theme = choice;
      // Whoever goes back to what the system says follows the system again.
      store((choice === "dark") === system.matches ? null : choice);
      name();
    });
    system.addEventListener("change", name);
    name();
    button.hidden = false;
  }

  function contentsButton() {
    const button = document.getElementById("contents-button");
    const contents = document.getElementById("contents");
    const show = (open) => {
      button.setAttribute("aria-expanded", String(open));
      contents.classList.toggle("open", open);
    };
    button.addEventListener("click", () => show(button.getAttribute("aria-expanded") !== "true"));
    contents.addEventListener("click", (event) => { if (event.target.closest("a")) show(false); });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && contents.classList.contains("open")) {
        show(false);
        button.focus();
      }
    });
    button.hidden = false;
  }

  /* What does not scroll is no stop for the keyboard and no landmark. */
  function scrollBoxes() {
    const stop = ["role", "tabindex", "aria-label"];
    const watch = new ResizeObserver((entries) => entries.forEach(({ target: box }) => {
      const scrolls = box.scrollWidth > box.clientWidth + 1;
      stop.forEach((name) => {
        if (scrolls) box.setAttribute(name, box.kept[name]);
        else box.removeAttribute(name);
      });
      box.classList.toggle("scrolls", scrolls);
    }));
    document.querySelectorAll(".scroll").forEach((box) => {
      box.kept = Object.fromEntries(stop.map((name) => [name, box.getAttribute(name)]));
      watch.observe(box);
    });
  }

  /* Numbers by value (a range by its low end), dates by day, all else by its letters. */
  function sortKey(text) {
    const plain = text.trim();
    const scale = /\bbillion\b/.test(plain) ? 1e9 : /\bmillion\b/.test(plain) ? 1e6 : 1;
    const bare = plain.replace(/[,\s%$≈≥≤]|percent|RMB|USD|[mb]illion|about|at least|at most/g, "");
    const number = bare.match(/^-?\d+(?:\.\d+)?(?=–|$)/);
    if (number) return scale * Number(number[0]);
    const day = /^(?:\d{1,2} )?[A-Z][a-z]+ \d{4}$/.test(plain) ? Date.parse(plain) : NaN;
    return Number.isNaN(day) ? plain.toLocaleLowerCase("en") : day;
  }

  function compare(a, b) {
    if (typeof a === "number" && typeof b === "number") return a - b;
    if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
    return a.localeCompare(b, "en");
  }

  function sortBy(table, column, descending) {
    const rows = [...table.tBodies[0].rows].map((row) => ({ row, key: sortKey(row.cells[column].textContent) }));
    rows.sort((a, b) => (descending ? -1 : 1) * compare(a.key, b.key));
    table.tBodies[0].append(...rows.map(({ row }) => row));
  }

  /* A heading becomes a button: first upwards, then downwards. */
  function sortable(table) {
    const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
    if (table.tBodies[0].rows.length < 3 || table.querySelector("tbody [rowspan], tbody [colspan]")) return;
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.title = "Sort by this column";
      button.append(...(head.querySelector("p") ?? head).childNodes);
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const descending = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", descending ? "descending" : "ascending");
        sortBy(table, column, descending);
      });
    });
  }

  /* What happened is shown and read out for a while. */
  let hush;
  function say(text) {
    const said = document.getElementById("said");
    clearTimeout(hush);
    said.textContent = "";
    // A text that is set anew in a later frame is read out even where it is the same as before.
    requestAnimationFrame(() => { said.textContent = text; });
    hush = setTimeout(() => { said.textContent = ""; }, 6000);
  }

  async function copied(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Where a browser gives no clipboard to a page from disk, its older way may do.
      const field = document.createElement("textarea");
      const before = document.activeElement;
      field.value = text;
      document.body.append(field);
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      before?.focus();
      return done;
    }
  }

  /* The address that lasts: that of the published page, where the page knows it, and not of this copy. */
  function addressOf(link) {
    const page = document.querySelector("link[rel=canonical]")?.href ?? location.href;
    return page.split("#")[0] + link.hash;
  }

  /* A sign beside a heading, figure, table or entry leads to its place as before, and its address is copied too. */
  function copying() {
    document.querySelectorAll("a.headerlink, a.address").forEach((link) => {
      link.title = link.title.replace("Link to", "Copy address of");
      link.setAttribute("aria-label", link.title);
      if (link.classList.contains("address")) link.textContent = "Copy address";
    });
    document.addEventListener("click", async (event) => {
      const link = event.target.closest("a.headerlink, a.address");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      say(await copied(addressOf(link)) ? "Address copied" : "The address is in the address bar");
    });
    document.querySelectorAll("button.copy").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", async () => {
        const text = document.getElementById(button.dataset.from).textContent;
        say(await copied(text) ? "Copied" : "Not copied: this browser does not allow it");
      });
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    copying();
    coloursButton();
    contentsButton();
    scrollBoxes();
    document.querySelectorAll("article table").forEach(sortable);
  });
})();
