"use strict";
/* What the pages do beyond links and forms: keys in the matrix, and the best sentence of the cell in hand. */
(function () {
  document.documentElement.classList.add("js");
  var quick = document.getElementById("nhanh"), home = null;

  function cells() { return Array.prototype.slice.call(document.querySelectorAll(".matrix .cell")); }

  /* One cell is in the order of the Tab key, the others are reached with the arrows. */
  function rove(cell) {
    if (home) { home.tabIndex = -1; }
    home = cell;
    if (home) { home.tabIndex = 0; }
  }
  function settle() {
    var all = cells();
    all.forEach(function (cell) { cell.tabIndex = -1; });
    rove(all[0] || null);
  }
  function beside(cell, down, right) {
    var row = cell.closest("tr"), column = Array.prototype.indexOf.call(row.querySelectorAll(".cell"), cell);
    var rows = Array.prototype.slice.call(row.parentNode.rows), to = rows[rows.indexOf(row) + down];
    return to && to.querySelectorAll(".cell")[column + right];
  }
  function tell(cell) {
    if (!quick) { return; }
    quick.hidden = !cell;
    if (!cell) { return; }
    var head = document.createElement("b"), words = document.createElement("span");
    head.textContent = cell.getAttribute("aria-label");
    words.textContent = cell.dataset.quote || "";
    quick.replaceChildren(head, words);
  }
  function cellOf(event) { return event.target.closest ? event.target.closest(".matrix .cell") : null; }

  if (document.querySelector(".matrix")) {
    settle();
    document.addEventListener("keydown", function (event) {
      var way = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key], cell = cellOf(event);
      if (event.key === "Escape") { tell(null); }
      if (!way || !cell || event.ctrlKey || event.altKey || event.metaKey) { return; }
      event.preventDefault();
      var next = beside(cell, way[0], way[1]);
      if (next) { rove(next); next.focus(); }
    });
    document.addEventListener("focusin", function (event) { var cell = cellOf(event); if (cell) { rove(cell); } tell(cell); });
    document.addEventListener("mouseover", function (event) {
      var cell = cellOf(event);
      if (cell) { tell(cell); } else if (!cellOf({ target: document.activeElement })) { tell(null); }
    });
    document.addEventListener("htmx:afterSettle", settle);
  }
  /* A page that has come beside a sentence is scrolled, in its own frame, to where the sentence stands. */
  document.addEventListener("htmx:afterSettle", function () {
    var frame = document.querySelector(".leafs"), boxed = frame && frame.querySelector(".boxed");
    if (boxed) { frame.scrollTop += boxed.getBoundingClientRect().top - frame.getBoundingClientRect().top - frame.clientHeight / 3; }
  });

  /* Keys of the queue; a box switches them off, and they are off while somebody writes. */
  var desk = document.querySelector("[data-keys]"), box = document.getElementById("phim");
  function written(event) { return event.target.closest && event.target.closest("input:not([type=checkbox]), textarea, select"); }
  if (desk && box) {
    try { box.checked = localStorage.getItem("soat-phim") !== "off"; } catch (error) { /* storage may be switched off */ }
    box.addEventListener("change", function () {
      try { localStorage.setItem("soat-phim", box.checked ? "on" : "off"); } catch (error) { /* as above */ }
    });
    document.addEventListener("keydown", function (event) {
      if (!box.checked || event.repeat || event.ctrlKey || event.altKey || event.metaKey || written(event)) { return; }
      var same = event.key === "Enter" && (event.target === document.body || event.target.id === "noi-dung");
      var found = desk.querySelector(same ? ".level[aria-current]" : "[data-key='" + CSS.escape(event.key) + "']");
      if (found) { event.preventDefault(); found.click(); return; }
      if (event.key === "g") {
        event.preventDefault();
        var note = desk.querySelector(".decide details");
        note.open = true;
        note.querySelector("textarea").focus();
      }
    });
  }

  /* A sentence chosen in what was read of a file fills the form below it. */
  var choose = document.querySelector(".choose");
  function offset(node, at) {
    var place = (node.nodeType === Node.TEXT_NODE ? node.parentNode : node).closest("[data-at]");
    if (!place) { return null; }
    var before = document.createRange();
    before.setStart(place, 0);
    before.setEnd(node, at);
    return Number(place.dataset.at) + Array.from(before.toString()).length; /* code points, as the program counts */
  }
  if (choose) {
    document.addEventListener("selectionchange", function () {
      var chosen = document.getSelection();
      if (!chosen.rangeCount || chosen.isCollapsed) { return; }
      var range = chosen.getRangeAt(0), start = offset(range.startContainer, range.startOffset), end = offset(range.endContainer, range.endOffset);
      if (start === null || end === null || end <= start) { return; }
      choose.querySelector("[name=tu]").value = start;
      choose.querySelector("[name=den]").value = end;
      choose.querySelector("blockquote").textContent = chosen.toString();
      choose.querySelector("button").disabled = false;
    });
  }
  /* Files dropped on the form are those that it sends. */
  var drop = document.querySelector(".drop"), field = drop && drop.querySelector("input[type=file]");
  if (field) {
    ["dragenter", "dragover"].forEach(function (name) {
      drop.addEventListener(name, function (event) { event.preventDefault(); drop.classList.add("over"); });
    });
    ["dragleave", "drop"].forEach(function (name) {
      drop.addEventListener(name, function () { drop.classList.remove("over"); });
    });
    drop.addEventListener("drop", function (event) {
      event.preventDefault();
      if (event.dataTransfer.files.length) { field.files = event.dataTransfer.files; drop.requestSubmit(); }
    });
  }
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (part) { part.open = true; });
  });
}());
