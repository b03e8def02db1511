"use strict";
(function () {
  var root = document.documentElement, body = document.body;
  root.classList.add("js");
  var cells = Array.prototype.slice.call(document.querySelectorAll(".cell"));
  var rows = Array.prototype.slice.call(document.querySelectorAll(".matrix tbody tr"));
  var open = null, home = null;

  function fold(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase().trim();
  }
  function rove(cell) {
    if (home) { home.tabIndex = -1; }
    home = cell;
    if (home) { home.tabIndex = 0; }
  }
  function hide() {
    if (!open) { return; }
    open.classList.remove("open");
    open = null;
    body.classList.remove("open");
    cells.forEach(function (cell) { cell.classList.remove("on"); });
  }
  function show(cell, enter) {
    var proof = document.getElementById(cell.getAttribute("href").slice(1));
    hide();
    open = proof;
    proof.classList.add("open");
    proof.scrollTop = 0;
    body.classList.add("open");
    cell.classList.add("on");
    rove(cell);
    if (enter) { proof.focus({ preventScroll: true }); }
  }
  function remember(hash) {
    try { history.replaceState(null, "", hash || location.pathname + location.search); } catch (error) { /* a page in a mail reader has no history */ }
  }
  function close() {
    var cell = open && document.getElementById("o-" + open.id);
    hide();
    remember("");
    if (cell) { cell.focus({ preventScroll: true }); }
  }
  function follow() {
    var id = decodeURIComponent(location.hash.slice(1));
    var cell = id && document.getElementById("o-" + id);
    if (!cell || !cell.classList.contains("cell")) { hide(); return; }
    show(cell, false);
    cell.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
    open.focus({ preventScroll: true });
  }
  function filter() {
    var words = fold(document.getElementById("find").value).split(/\s+/), which = document.getElementById("which").value, left = 0;
    rows.forEach(function (row) {
      var named = words.every(function (word) { return row.dataset.name.indexOf(word) >= 0; });
      var kept = !which || (which.indexOf("kind:") === 0 ? row.dataset.kind === which.slice(5) : row.dataset.state === which);
      row.hidden = !(named && kept);
      left += row.hidden ? 0 : 1;
    });
    document.getElementById("found").textContent = left === rows.length ? "" : left + "/" + rows.length + " đơn vị";
    if (home && home.closest("tr").hidden) { rove(cells.filter(function (cell) { return !cell.closest("tr").hidden; })[0] || null); }
  }
  function step(cell, down, right) {
    var seen = rows.filter(function (row) { return !row.hidden; }), row = cell.closest("tr");
    var own = Array.prototype.slice.call(row.querySelectorAll(".cell"));
    var to = seen[seen.indexOf(row) + down];
    return to && to.querySelectorAll(".cell")[own.indexOf(cell) + right];
  }

  cells.forEach(function (cell) { cell.tabIndex = -1; });
  rove(cells[0] || null);
  document.addEventListener("click", function (event) {
    var cell = event.target.closest(".cell");
    if (event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    if (cell) { event.preventDefault(); show(cell, true); remember(cell.getAttribute("href")); }
    else if (event.target.closest(".close")) { event.preventDefault(); close(); }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && open) { event.preventDefault(); close(); return; }
    var way = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key];
    var cell = event.target.closest && event.target.closest(".cell");
    if (!way || !cell) { return; }
    event.preventDefault();
    var next = step(cell, way[0], way[1]);
    if (!next) { return; }
    rove(next);
    next.focus();
    if (open) { show(next, false); remember(next.getAttribute("href")); }
  });
  document.getElementById("find").addEventListener("input", filter);
  document.getElementById("which").addEventListener("change", filter);
  window.addEventListener("hashchange", follow);
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (part) { part.open = true; });
  });
  follow();
}());
