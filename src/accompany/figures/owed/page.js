/* The form and the answer. Nothing is kept, nothing is sent: what is typed lives in the form. */
"use strict";
(function () {
  var tables = JSON.parse(document.getElementById("tables").textContent);
  var language = "en", told = {}, fields = {}, groups = {};
  var MINUTE = 60e6;
  function $(id) { return document.getElementById(id); }

  /* ---- words */
  function term(section, word) {
    var here = tables.text[language][section] || {};
    var there = tables.text.en[section] || {};
    return word in here ? here[word] : word in there ? there[word] : word;
  }
  function say(key, put) {
    return term("say", key).replace(/\{(\w+)\}/g, function (whole, name) {
      return put && name in put ? put[name] : whole;
    });
  }
  function party(code) {
    var name = term("party", code);
    return /^(The|A) /.test(name) ? name[0].toLowerCase() + name.slice(1) : name;
  }
  function spoken(iso) {
    var at = iso.split("-").map(Number), names = tables.text[language].day;
    var day = reckon.dayOf(at[0], at[1] - 1, at[2]);
    return names.form.replace("{weekday}", names.weekdays.split(" ")[reckon.weekday(day)])
      .replace("{day}", at[2]).replace("{month}", names.months.split(" ")[at[1] - 1])
      .replace("{year}", at[0]);
  }
  function kindsSaid(list) {
    return list.filter(Boolean).map(function (one) { return term("kind", one); }).join("; ");
  }
  function withWords(kind, values) {
    var words = Object.keys(values).map(function (name) {
      var label = term("name", name);
      return (label === name ? name.replace(/_/g, " ") : label) + ": " + term("value", values[name]);
    });
    return term("kind", kind) + (words.length ? " (" + words.join(", ") + ")" : "");
  }
  function patterns(list) {
    var said = list.map(function (p) { return withWords(p.kind, p.values); });
    return said.filter(function (one, at) { return said.indexOf(one) === at; }).join("; ");
  }
  function stepSaid(step) {
    var put = {};
    Object.keys(step.put).forEach(function (name) {
      var value = step.put[name];
      if (name === "day" || name === "last" || name === "since") value = spoken(value);
      else if (name === "kind") value = term("kind", value);
      else if (name === "kinds") value = kindsSaid(value.split(","));
      else if (name === "unit" || name === "by" || name === "why") value = term(name, value);
      put[name] = value;
    });
    return say(step.say, put);
  }

  /* ---- small parts of the document */
  function make(tag, attributes, inside) {
    var node = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) {
      node.setAttribute(name, attributes[name]);
    });
    [].concat(inside === undefined ? [] : inside).forEach(function (one) {
      node.append(one);
    });
    return node;
  }
  function english(tag, text, attributes) {
    var more = Object.assign({}, attributes);
    if (language !== "en") more.lang = "en";
    return make(tag, more, text);
  }

  /* ---- the form */
  function choices(list, id, empty) {
    var select = make("select", {id: id}, make("option", {value: ""}, empty));
    list.forEach(function (one) {
      select.append(make("option", {value: one}, term("value", one)));
    });
    return select;
  }
  function remembered(node, key) {
    if (key in told) node.value = told[key];
    node.addEventListener(node.tagName === "SELECT" ? "change" : "input", function () {
      told[key] = node.value;
      shown();
    });
    return node;
  }
  function fieldOf(field, turn) {
    var id = field.name + "-" + turn, row = make("div", {"class": "row"});
    var name = field[language];
    if (field.choices.length) {
      var select = remembered(choices(field.choices, id + "-value", say("choose")), id + "-value");
      select.setAttribute("aria-label", name + ": " + say("choose"));
      row.append(select);
    }
    var day = make("input", {type: "date", id: id, min: tables.from, max: tables.to});
    row.append(remembered(day, id));
    if (field.hours) {
      var hour = make("input", {type: "time", id: id + "-hour"});
      hour.setAttribute("aria-label", name + ": " + say("hour"));
      row.append(remembered(hour, id + "-hour"));
    }
    if (turn) day.setAttribute("aria-label", name + " (" + (turn + 1) + ")");
    return row;
  }
  function drawForm() {
    var form = $("dates"), open = {};
    Object.keys(groups).forEach(function (name) { open[name] = groups[name].open; });
    form.textContent = "";
    tables.fields.forEach(function (field) {
      var group = field.group;
      if (!groups[group] || !groups[group].isConnected) form.append(groupOf(group, open));
      groups[group].append(drawField(field));
    });
    tables.words.forEach(drawWord);
    countTyped();
  }
  function groupOf(group, open) {
    var isOpen = group in open ? open[group] : group === "release" || group === "court";
    groups[group] = make("details", {"class": "group"},
      make("summary", {}, [say("group_" + group), make("span", {id: "typed-" + group})]));
    groups[group].open = isOpen;
    return groups[group];
  }
  function drawField(field) {
    var turns = fields[field.name] || 1, box = make("div", {"class": "field"});
    box.append(make("label", {"for": field.name + "-0"}, field[language]));
    for (var turn = 0; turn < turns; turn += 1) box.append(fieldOf(field, turn));
    var more = make("button", {type: "button", "class": "btn q noprint"}, say("more"));
    more.setAttribute("aria-label", say("more") + ": " + field[language]);
    more.hidden = !told[field.name + "-0"];
    more.id = field.name + "-more";
    more.addEventListener("click", function () {
      fields[field.name] = turns + 1;
      drawForm();
      $(field.name + "-" + turns).focus();
    });
    box.append(more);
    return box;
  }
  function drawWord(word) {
    if (word.option === "state") return;
    var group = tables.fields.find(function (f) { return word.of.indexOf(f.kind) >= 0; }).group;
    var id = "word-" + word.option;
    var list = word.option === "country" ? ["Mexico", "Canada"] : word.choices;
    var select = remembered(choices(list, id, say("choose")), id);
    groups[group].append(make("div", {"class": "field"}, [
      make("label", {"for": id}, word[language]), make("div", {"class": "row"}, select)]));
  }
  function countTyped() {
    Object.keys(groups).forEach(function (group) {
      var n = tables.fields.filter(function (f) {
        return f.group === group && told[f.name + "-0"];
      }).length;
      $("typed-" + group).textContent = n ? "(" + n + ")" : "";
    });
    tables.fields.forEach(function (f) { $(f.name + "-more").hidden = !told[f.name + "-0"]; });
  }

  /* ---- from what is typed to facts */
  function zoneName() { return tables.states[$("state").value] || "America/New_York"; }
  function dayNumber(text) {
    var found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text || "");
    if (!found) return null;
    var day = reckon.dayOf(+found[1], +found[2] - 1, +found[3]);
    var fine = reckon.iso(day) === text && text >= tables.from && text <= tables.to;
    return fine ? day : null;
  }
  function valuesOf(field, value) {
    var values = {};
    tables.words.forEach(function (word) {
      var chosen = word.option === "state" ? $("state").value : told["word-" + word.option];
      if (chosen && word.of.indexOf(field.kind) >= 0) values[word.name] = chosen;
    });
    if (value) values[field.value] = value;
    return values;
  }
  function factsTyped() {
    var zone = zoneName(), clock = tables.zones[zone], found = [];
    tables.fields.forEach(function (field) {
      for (var turn = 0; turn < (fields[field.name] || 1); turn += 1) {
        var id = field.name + "-" + turn, day = dayNumber(told[id]);
        if (day === null) continue;
        var from = reckon.dayStarts(day, clock), to = reckon.dayEnds(day, clock);
        var hour = /^(\d\d):(\d\d)/.exec(told[id + "-hour"] || "");
        if (hour) from = to = moment(day, +hour[1] * 60 + +hour[2], clock);
        found.push({kind: field.kind, party: field.party, zone: zone, from: from, to: to,
                    values: valuesOf(field, told[id + "-value"])});
      }
    });
    return found;
  }
  /* A time the spring change of clocks skips is read as the hour after. */
  function moment(day, minutes, clock) {
    var local = day * 86400e6 + minutes * MINUTE;
    var near = local - reckon.offset(local, clock);
    return local - reckon.offset(near, clock);
  }

  /* ---- the answer */
  function shown() {
    countTyped();
    var zone = tables.zones[zoneName()], facts = factsTyped();
    var today = dayNumber($("today").value);
    if (today === null) today = reckon.localDay(Date.now() * 1000, zone);
    var found = reckon.dues(tables, facts, reckon.dayEnds(today, zone));
    found.forEach(function (due) {
      due.day = due.dueFrom === null ? null : reckon.localDay(due.dueFrom, zone);
      due.lastDay = due.dueTo === null ? null : reckon.localDay(due.dueTo, zone);
    });
    var dated = found.filter(function (d) { return d.day !== null; });
    var gaps = found.filter(function (d) { return d.version && d.version.unit === "none"; });
    var rest = found.filter(function (d) { return d.day === null && gaps.indexOf(d) < 0; });
    dated.sort(function (a, b) { return a.day - b.day || (a.duty < b.duty ? -1 : 1); });
    var put = {n: latest(dated).length, gaps: gaps.length};
    $("count").textContent = facts.length ? say("count_dues", put) : say("none_typed");
    $("jump").hidden = !facts.length;
    $("jump").textContent = $("count").textContent;
    var answer = $("answer");
    answer.textContent = "";
    function gone(due) { return due.lastDay < today; }
    var dues = latest(dated), coming = dues.filter(function (d) { return !gone(d); });
    section(answer, "head_dated", coming, facts, today);
    section(answer, "head_undated", latest(rest), facts, today);
    section(answer, "head_past", dues.filter(gone), facts, today);
    section(answer, "head_gaps", gaps, facts, today);
    bareRules(answer, facts);
    toldFacts(answer, facts);
    $("ics").hidden = !dated.some(function (d) { return d.day >= today; });
    $("ics").onclick = function () { download(dated, today); };
  }
  function latest(list) {
    var last = {};
    list.forEach(function (due) {
      var key = due.duty + " " + due.fact.from + " " + due.fact.kind;
      due.earlier = last[key] ? last[key].earlier + 1 : 0;
      last[key] = due;
    });
    return list.filter(function (due) {
      return last[due.duty + " " + due.fact.from + " " + due.fact.kind] === due;
    });
  }
  function section(parent, head, list, facts, today) {
    if (!list.length) return;
    var box = make("section", {"class": "sec"}, make("h2", {}, say(head)));
    if (head === "head_gaps") box.append(make("p", {"class": "sm mut"}, say("gaps_lede")));
    list.forEach(function (due) { box.append(drawDue(due, facts, today)); });
    parent.append(box);
  }
  function drawDue(due, facts, today) {
    var said = tables.said[due.place], duty = tables.duties[due.place];
    var at = due.version ? duty.versions.indexOf(due.version) : -1;
    var words = at >= 0 ? said.versions[at] : null;
    var about = make("div", {}, [
      make("h3", {}, term("duty", due.duty)),
      make("p", {"class": "who"}, say({duty: "owed_by", right: "right_of", limit: "limit_of"}[said.nature],
        {by: party(said.by), to: party(said.to)}))
    ]);
    if (words) about.append.apply(about, law(due, words, said));
    else about.append(make("p", {"class": "cite"}, say("version_unknown", {by: term("by", duty.datedBy)})));
    keeping(about, due, said, facts);
    if (due.steps.length) about.append(clock(due));
    about.append(more(due, said, words), letter(due, said, words, today));
    return make("div", {"class": "due"}, [when(due, duty, today), about]);
  }
  function when(due, duty, today) {
    var box = make("div", {"class": "when"});
    if (due.notBefore !== null) {
      var opens = reckon.localDay(due.notBefore, due.fact.clock);
      box.append(make("span", {"class": "left"}, say("window", {day: spoken(reckon.iso(opens))})));
    }
    if (due.day !== null) {
      box.append(dueSaid(due), make("span", {"class": "left"}, left(due.day, today)));
    } else if (due.version && due.version.unit === "none") {
      box.append(make("span", {"class": "gapmark", "aria-hidden": "true"}), say("state_gap"));
    } else if (due.version && due.version.unit === "before") {
      box.append(say("before", {kinds: kindsSaid(duty.before.map(function (p) { return p.kind; }))}));
    } else if (!due.version) box.append(say("state_which_version"));
    return box;
  }
  function dueSaid(due) {
    if (due.version.unit === "hours" && due.dueFrom === due.dueTo) {
      var local = due.dueFrom + reckon.offset(due.dueFrom, due.fact.clock);
      var at = new Date(local / 1000).toISOString().slice(11, 16);
      return say("due_hour", {moment: spoken(reckon.iso(due.day)) + ", " + at});
    }
    var put = {day: spoken(reckon.iso(due.day)), last: spoken(reckon.iso(due.lastDay))};
    return say(due.day === due.lastDay ? "due" : "due_between", put);
  }
  function left(day, today) {
    var gone = today - day;
    if (gone === 0) return say("ends_today");
    if (Math.abs(gone) === 1) return say(gone > 0 ? "day_gone" : "day_left");
    return say(gone > 0 ? "days_gone" : "days_left", {n: Math.abs(gone)});
  }
  function law(due, words, said) {
    var v = due.version, open = v.until > 2900000;
    var put = {cite: v.cite, since: reckon.iso(v.since), until: open ? "" : reckon.iso(v.until - 1)};
    var key = said.strength === "proposed" ? "proposed" : open ? "under" : "under_until";
    var sure = {strength: term("strength", said.strength), checked: term("checked", words.checked)};
    return [
      make("p", {"class": "cite"}, say(key, put)),
      words.text ? english("blockquote", words.text)
        : make("p", {"class": "sm mut"}, say("no_words", sure)),
      make("p", {"class": "sure"}, say(v.unit === "none" ? "gap_sure" : words.breach ? "may_breach" : "may_not_breach", sure))
    ];
  }
  function keeping(about, due, said, facts) {
    function after(f, list) { return f.to >= due.openedFrom && reckon.fits(f, list); }
    facts.forEach(function (f) {
      var day = spoken(reckon.iso(reckon.localDay(f.to, tables.zones[f.zone])));
      if (after(f, said.kept)) {
        about.append(make("p", {"class": "note sm"}, say("kept_on", {day: day})));
      } else if (after(f, said.stops)) {
        var put = {kind: term("kind", f.kind), day: day};
        about.append(make("p", {"class": "note sm"}, say("moved_by", put)));
      }
    });
  }
  function folded(title, inside) {
    return make("details", {}, [make("summary", {}, title)].concat(inside));
  }
  function clock(due) {
    var list = make("ol");
    due.steps.forEach(function (step) { list.append(make("li", {}, stepSaid(step))); });
    var box = folded(say("clock"), list);
    if (due.earlier) box.append(make("p", {"class": "sm"}, say("earlier_ones", {n: due.earlier})));
    return box;
  }
  function more(due, said, words) {
    var list = make("ul", {"class": "l"}, [
      make("li", {}, say("kept_by") + ": " + patterns(said.kept)),
      make("li", {}, say("stops") + ": " + (patterns(said.stops) || say("nothing_stops")))
    ]);
    said.but.concat(words && words.note ? [words.note] : []).forEach(function (text) {
      list.append(make("li", {}, [say("but") + ": ", english("span", text)]));
    });
    return folded(say("stops"), list);
  }
  var PERSONS = ["child", "respondent", "sponsor", "counsel", "household"];
  function letter(due, said, words, today) {
    var asks = said.nature === "duty" && PERSONS.indexOf(said.by) < 0;
    var lines = asks ? asking(due, said, words, today) : checklist(due, said, words, today);
    return folded(say("letter"), make("pre", {}, lines.concat("", say("not_advice")).join("\n")));
  }
  function basis(due, said, words) {
    if (!words) return [];
    var put = {cite: due.version.cite, text: words.text, says: term("duty", due.duty),
               strength: term("strength", said.strength), checked: term("checked", words.checked)};
    return [say(words.text ? "letter_law" : "letter_policy", put)];
  }
  function asking(due, said, words, today) {
    var began = spoken(reckon.iso(due.days[0]));
    var lines = [say("letter_to", {to: party(said.by)}), say("letter_about"), "",
                 say("letter_opened", {day: began, kind: term("kind", due.fact.kind)})]
      .concat(basis(due, said, words));
    if (due.day !== null) {
      var past = due.day < today;
      lines.push(say(past ? "letter_due_past" : "letter_due_future",
                     {day: spoken(reckon.iso(due.day))}), say("letter_count"));
      due.steps.forEach(function (step) { lines.push("- " + stepSaid(step)); });
      lines.push(say(past ? "letter_ask_past" : "letter_ask_future"));
    } else if (words) lines.push(say("letter_gap"));
    return lines.concat(say("letter_reply"), "", say("letter_sign"));
  }
  function checklist(due, said, words, today) {
    var lines = [say("check_head") + ": " + term("duty", due.duty)];
    if (due.day !== null) {
      lines.push("[ ] " + say("check_day", {day: spoken(reckon.iso(due.day))}) +
                 " (" + left(due.day, today) + ")");
    }
    lines.push("[ ] " + say("check_do", {kinds: patterns(said.kept)}), "[ ] " + say("check_proof"));
    said.but.forEach(function (text) { lines.push("[ ] " + say("check_but", {text: text})); });
    return lines.concat("[ ] " + say("check_lawyer"), basis(due, said, words));
  }
  function bareRules(parent, facts) {
    var list = tables.bare.filter(function (rule) {
      return facts.some(function (f) { return reckon.fits(f, rule.about); });
    });
    if (!list.length) return;
    var box = make("section", {"class": "sec"}, make("h2", {}, say("head_bare")));
    list.forEach(function (rule) {
      var about = make("div", {}, [make("h3", {}, rule[language]),
        english("blockquote", rule.text)]);
      if (rule.but) about.append(english("p", rule.but, {"class": "sm mut"}));
      box.append(make("div", {"class": "due"}, [make("div", {"class": "when"}, rule.cite), about]));
    });
    parent.append(box);
  }
  function toldFacts(parent, facts) {
    if (!facts.length) return;
    var list = make("ul", {"class": "told"});
    facts.forEach(function (f) {
      var day = reckon.iso(reckon.localDay(f.from, tables.zones[f.zone]));
      list.append(make("li", {}, spoken(day) + ": " + withWords(f.kind, f.values)));
    });
    parent.append(make("section", {"class": "sec"}, [make("h2", {}, say("head_facts")), list]));
  }

  /* ---- a calendar file (RFC 5545), made here and handed to whoever reads */
  function escaped(text) { return text.replace(/[\\;,]/g, "\\$&").replace(/\n/g, "\\n"); }
  function foldedLine(line) {
    var out = "", part = "", coder = new TextEncoder();
    Array.from(line).forEach(function (letter) {
      if (coder.encode(part + letter).length > 74) { out += part + "\r\n"; part = " "; }
      part += letter;
    });
    return out + part + "\r\n";
  }
  function plainDay(day) { return reckon.iso(day).replace(/-/g, ""); }
  function calendar(dated, today) {
    var lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//accompany//owed//EN"];
    dated.filter(function (d) { return d.day >= today; }).forEach(function (due) {
      lines.push("BEGIN:VEVENT", "UID:" + due.duty.replace(/\//g, "-") + "-" + due.openedFrom + "@accompany",
        "DTSTAMP:" + plainDay(today) + "T000000Z", "DTSTART;VALUE=DATE:" + plainDay(due.day),
        "DTEND;VALUE=DATE:" + plainDay(due.day + 1), "SUMMARY:" + escaped(term("duty", due.duty)),
        "DESCRIPTION:" + escaped(say("ics_warning", {cite: due.version.cite})), "END:VEVENT");
    });
    return lines.concat("END:VCALENDAR").map(foldedLine).join("");
  }
  function download(dated, today) {
    var file = new Blob([calendar(dated, today)], {type: "text/calendar"});
    var link = make("a", {href: URL.createObjectURL(file), download: "accompany.ics"});
    link.click();
    URL.revokeObjectURL(link.href);
  }

  /* ---- language, print, start */
  function fixedWords() {
    document.documentElement.lang = language;
    document.title = say("title") + " | accompany";
    document.querySelectorAll("[data-say]").forEach(function (node) {
      node.textContent = say(node.getAttribute("data-say"));
    });
    document.querySelectorAll("[data-language]").forEach(function (node) {
      node.setAttribute("aria-pressed", String(node.getAttribute("data-language") === language));
    });
    $("langs").setAttribute("aria-label", say("language"));
    $("spanish").hidden = !say("spanish_note");
    drawForm();
    shown();
  }
  document.querySelectorAll("[data-language]").forEach(function (node) {
    node.addEventListener("click", function () {
      language = node.getAttribute("data-language");
      fixedWords();
    });
  });
  Object.keys(tables.states).forEach(function (code) {
    $("state").append(make("option", {value: code}, code));
  });
  $("state").addEventListener("change", shown);
  $("today").addEventListener("input", shown);
  $("print").addEventListener("click", function () { window.print(); });
  $("clear").addEventListener("click", function () {
    told = {};
    fields = {};
    drawForm();
    shown();
  });
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("#answer details").forEach(function (one) { one.open = true; });
  });
  var now = new Date();
  $("today").value = reckon.iso(reckon.dayOf(now.getFullYear(), now.getMonth(), now.getDate()));
  fixedWords();
})();
