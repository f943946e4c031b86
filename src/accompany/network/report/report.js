/* Binds the chart's data to cytoscape, or to sigma where there are too many nodes for shapes. */
(function () {
  "use strict";
  var data = JSON.parse(document.getElementById("chart-data").textContent);
  var box = document.getElementById("chart");
  var hidden = {};
  var until = null;
  var COLOUR = {orders: "#1b1b1b", calls: "#2c608a", money: "#216e1f", meetings: "#71767a",
    places: "#8a5a00", kin: "#6f3331"};
  var PALE = {orders: "#8d9297", calls: "#b3c9dc", money: "#a9cfa8", meetings: "#d5d8da", places: "#e3cfa4", kin: "#d6bcbb"};
  var WIDTH = {orders: 2.6, money: 2.4, calls: 1.8, meetings: 1.6, places: 1.4, kin: 1.4};
  function shown(line) {
    return !hidden[line.layer] && (!until || !line.first || line.first <= until);
  }
  var redraw, onPaper;
  function shield(dash) {
    return "data:image/svg+xml;utf8," + encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24"><path d="M12 2l8 3v6c0 5-3.4 9-8 11-4.6-2-8-6-8-11V5z" fill="#fff" stroke="#005ea2" stroke-width="2"' + (dash ? ' stroke-dasharray="3 3"' : "") + '/></svg>');
  }
  function withCytoscape() {
    var many = data.nodes.length > 80;
    var pick = {shield: "ellipse", unshown: "ellipse", unknown: "ellipse", place: "round-rectangle"};
    var elements = data.nodes.map(function (n) {
      return {data: {id: n.name, label: n.label, sort: n.standing, shape: pick[n.shape] || n.shape,
        look: n.shape}, position: {x: n.x, y: n.y}};
    }).concat(data.lines.map(function (l, i) {
      return {data: {id: "e" + i, source: l.tail, target: l.head, colour: COLOUR[l.layer],
        width: WIDTH[l.layer] * (many ? 0.6 : 1), line: l.line, arrow: l.arrow ? "triangle" : "none"}};
    }));
    var size = many ? 20 : 30;
    var cy = cytoscape({container: box, elements: elements, layout: {name: "preset", fit: true, padding: 36},
      minZoom: 0.1, maxZoom: 4, boxSelectionEnabled: false,
      pixelRatio: 2, hideEdgesOnViewport: data.lines.length > 4000, textureOnViewport: data.lines.length > 4000,
      style: [
        {selector: "node", style: {width: size, height: size, shape: "data(shape)", "background-color": "#fff",
          "border-width": many ? 1.4 : 2, "border-color": "#1b1b1b", label: "data(label)", "font-size": many ? 10 : 13,
          "font-family": "Public Sans, Segoe UI, Roboto, Helvetica, Arial, sans-serif", color: "#1b1b1b",
          "text-valign": "bottom", "text-margin-y": 4, "text-outline-color": "#fff", "text-outline-width": 2.5,
          "min-zoomed-font-size": many ? 8 : 5}},
        {selector: "node[look='shield']", style: {"background-image": shield(false), "background-fit": "contain",
          "background-opacity": 0, "border-width": 0, color: "#005ea2"}},
        {selector: "node[look='unknown']", style: {"border-style": "dashed"}},
        {selector: "node[look='place']", style: {"background-color": "#f1f3f6", "border-color": "#71767a"}},
        {selector: "node[look='unshown']", style: {"background-image": shield(true), "background-fit": "contain",
          "background-opacity": 0, "border-width": 0, color: "#3d4551"}},
        {selector: "node[sort='candidate']", style: {"background-color": "#162e51", "border-color": "#005ea2",
          "border-width": many ? 4 : 6, "font-weight": 700, width: size * 1.25, height: size * 1.25, "z-index": 9}},
        {selector: "edge", style: {width: "data(width)", "line-color": "data(colour)", "line-style": "data(line)",
          "curve-style": many ? "haystack" : "bezier", "target-arrow-shape": "data(arrow)",
          "target-arrow-color": "data(colour)", "arrow-scale": 0.9, opacity: many ? 0.55 : 0.85}},
        {selector: ".away", style: {display: "none"}}
      ]});
    redraw = function () {
      cy.batch(function () {
        data.lines.forEach(function (l, i) { cy.getElementById("e" + i).toggleClass("away", !shown(l)); });
      });
    };
    new ResizeObserver(function () { cy.resize(); cy.fit(undefined, 36); }).observe(box);
    onPaper = function () { return cy.png({full: true, scale: 2, maxWidth: 2400, bg: "#fff"}); };
    window.accompanyChart = cy;
  }
  /* Paper has no WebGL: the same dots and ties, drawn plainly. */
  function plain(fill) {
    var xs = data.nodes.map(function (n) { return n.x; }), ys = data.nodes.map(function (n) { return n.y; });
    var left = Math.min.apply(null, xs), top = Math.min.apply(null, ys);
    var scale = 2300 / (Math.max.apply(null, xs) - left || 1), at = {};
    var canvas = document.createElement("canvas");
    canvas.width = 2400;
    canvas.height = 100 + scale * (Math.max.apply(null, ys) - top);
    var pen = canvas.getContext("2d");
    data.nodes.forEach(function (n) { at[n.name] = [50 + (n.x - left) * scale, 50 + (n.y - top) * scale]; });
    data.lines.forEach(function (l) {
      if (!shown(l)) { return; }
      pen.strokeStyle = PALE[l.layer];
      pen.beginPath();
      pen.moveTo.apply(pen, at[l.tail]);
      pen.lineTo.apply(pen, at[l.head]);
      pen.stroke();
    });
    data.nodes.forEach(function (n) {
      pen.fillStyle = fill[n.standing];
      pen.beginPath();
      pen.arc(at[n.name][0], at[n.name][1], n.standing === "candidate" ? 12 : 4, 0, 7);
      pen.fill();
    });
    return canvas.toDataURL("image/png");
  }
  function withSigma() {
    var graph = new graphology.MultiDirectedGraph();
    var fill = {candidate: "#162e51", actor: "#3d4551", unshown: "#a9aeb1", protected: "#005ea2", thing: "#8a5a00"};
    data.nodes.forEach(function (n) {
      graph.addNode(n.name, {x: n.x, y: -n.y, label: n.label, color: fill[n.standing], size: n.standing === "candidate" ? 8 : 2.5});
    });
    data.lines.forEach(function (l, i) {
      graph.addEdgeWithKey("e" + i, l.tail, l.head, {color: PALE[l.layer], size: 0.7});
    });
    var drawn = new Sigma(graph, box, {labelRenderedSizeThreshold: 7, edgeReducer: function (e, d) {
      var l = data.lines[+e.slice(1)];
      return shown(l) ? d : Object.assign({}, d, {hidden: true});
    }});
    redraw = function () { drawn.refresh(); };
    onPaper = function () { return plain(fill); };
    window.accompanyChart = drawn;
  }
  try { if (data.light) { withSigma(); } else { withCytoscape(); } } catch (e) {
    box.textContent = data.no_script; redraw = function () {};
  }
  document.querySelectorAll("[data-layer]").forEach(function (chip) {
    chip.addEventListener("click", function () {
      var on = chip.getAttribute("aria-pressed") !== "true";
      chip.setAttribute("aria-pressed", String(on));
      hidden[chip.dataset.layer] = !on;
      redraw();
    });
  });
  var slider = document.getElementById("until");
  if (slider) {
    slider.addEventListener("input", function () {
      var day = data.days[+slider.value];
      until = +slider.value === data.days.length - 1 ? null : day;
      document.getElementById("until-day").textContent = until || data.all_dates;
      slider.setAttribute("aria-valuetext", until || data.all_dates);
      redraw();
    });
  }
  /* On paper nothing can be opened: tables of a printable length are printed whole, and the
     statements of a sentence while there are few of them. */
  var closed = [], paper = document.getElementById("on-paper");
  window.addEventListener("beforeprint", function () {
    if (onPaper) {
      paper.src = onPaper();
      box.parentNode.classList.add("drawn");
    }
    closed = Array.prototype.filter.call(document.querySelectorAll("details:not([open])"), function (part) {
      return part.querySelectorAll("tr").length <= 800 && (!part.classList.contains("ids") || part.querySelectorAll("a").length <= 12);
    });
    closed.forEach(function (part) { part.open = true; });
  });
  window.addEventListener("afterprint", function () {
    closed.forEach(function (part) { part.open = false; });
  });
  document.querySelectorAll("a[href^='#s-'], a[href^='#t-']").forEach(function (link) {
    link.addEventListener("click", function () {
      var at = link.hash[1] === "s" ? "statements" : link.hash.slice(1);
      document.getElementById(at).open = true;
    });
  });
})();
