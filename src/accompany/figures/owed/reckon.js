/* From the facts of a case to the days on which its duties fall due: what duties/judge.py does,
   without states. Times are whole microseconds since 1970 in UTC, days whole days since then. */
"use strict";
var reckon = (function () {
  var MINUTE = 60e6, HOUR = 3600e6, DAY = 86400e6;

  function offset(us, zone) {
    var low = 0, high = zone.length - 1;
    while (low < high) {
      var middle = (low + high + 1) >> 1;
      if (zone[middle][0] * MINUTE <= us) low = middle; else high = middle - 1;
    }
    return zone[low][1] * MINUTE;
  }
  function localDay(us, zone) { return Math.floor((us + offset(us, zone)) / DAY); }
  function dayStarts(day, zone) {
    var near = day * DAY - offset(day * DAY, zone);
    return day * DAY - offset(near, zone);
  }
  function dayEnds(day, zone) { return dayStarts(day + 1, zone) - 1; }

  function weekday(day) { return (((day + 3) % 7) + 7) % 7; }  // Monday is 0
  function business(day, off) { return weekday(day) < 5 && !off.has(day); }
  function parts(day) {
    var on = new Date(day * 864e5);
    return [on.getUTCFullYear(), on.getUTCMonth(), on.getUTCDate()];
  }
  function dayOf(year, month, day) { return Date.UTC(year, month, day) / 864e5; }
  function leap(year) { return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0); }

  /* The day `n` units after one that is not itself counted. */
  function count(day, unit, n, off) {
    if (unit === "days") return day + n;
    if (unit === "business days") {
      while (n) { day += 1; if (business(day, off)) n -= 1; }
      return day;
    }
    var on = parts(day), year = on[0] + n;
    return dayOf(year, on[1], on[1] === 1 && on[2] === 29 && !leap(year) ? 28 : on[2]);
  }
  function rolled(day, how, off) {
    var step = how === "forward" ? 1 : how === "back" ? -1 : 0;
    while (step && !business(day, off)) day += step;
    return day;
  }

  function fits(fact, patterns) {
    return patterns.some(function (p) {
      return p.kind === fact.kind && (p.party === "" || p.party === fact.party) &&
        Object.keys(p.values).every(function (name) {
          return fact.values[name] === p.values[name];
        });
    });
  }
  function since(facts, us, patterns) {
    return facts.filter(function (f) { return f.to >= us && fits(f, patterns); });
  }
  function least(numbers) { return numbers.length ? Math.min.apply(null, numbers) : Infinity; }
  function most(numbers) { return Math.max.apply(null, numbers); }
  function from(f) { return f.from; }
  function to(f) { return f.to; }

  function versionOn(duty, day) {
    return duty.versions.find(function (v, place) {
      return place === duty.versions.length - 1 || (v.since <= day && day < v.until);
    });
  }

  /* The facts that open a duty: of several tellings of one event only the one that leaves least
     open. Of a kind in `duty.once`, facts of one day tell of one event. */
  function toldBest(duty, facts) {
    var opening = facts.filter(function (f) { return fits(f, duty.starts); });
    return opening.filter(function (f, place) {
      return !opening.some(function (g, other) {
        return other !== place && sameEvent(duty, f, g) && better(g, f, other < place);
      });
    });
  }
  function sameEvent(duty, f, g) {
    return f.kind === g.kind && duty.once.indexOf(f.kind) >= 0 && f.days[0] === f.days[1] &&
      g.days[0] === f.days[0] && g.days[1] === f.days[1];
  }
  function better(g, f, stoodFirst) {
    var gain = (f.to - f.from) - (g.to - g.from) || f.from - g.from;
    if (gain) return gain > 0;
    return g.zone === f.zone ? stoodFirst : g.zone < f.zone;
  }

  /* The opening, and for a duty that falls again every later one by `asOf`. */
  function openings(duty, fact, facts, asOf) {
    var days = fact.days, found = [{fact: fact, from: fact.from, to: fact.to, days: days}];
    if (!duty.every) return found;
    var stop = least(since(facts, fact.from, duty.until).map(to));
    for (;;) {
      days = [days[0] + duty.every, days[1] + duty.every];
      var begins = dayStarts(days[0], fact.clock), ends = dayEnds(days[1], fact.clock);
      if (begins > asOf || begins > stop) return found;
      found.push({fact: fact, from: begins, to: ends, days: days, again: true});
    }
  }

  /* The first and last day that can pick the version, or null where no fact tells. */
  function versionDays(duty, opening, facts) {
    if (duty.datedBy === "opening") return opening.days;
    var dated = facts.filter(function (f) {
      return f.from <= opening.to && fits(f, duty.dated);
    });
    if (!dated.length) return null;
    return [most(dated.map(function (f) { return f.days[0]; })),
            most(dated.map(function (f) { return f.days[1]; }))];
  }

  function limits(duty, opening, version, facts, off) {
    var unit = version.unit, zone = opening.fact.clock;
    if (unit === "none" || unit === "before") {
      var found = since(facts, opening.from, duty.before);
      return {first: null, early: least(found.map(from)), late: least(found.map(to)), days: null};
    }
    if (unit === "hours") {
      var hours = version.last === null ? Infinity : version.last * HOUR;
      return {first: version.first === null ? null : opening.from + version.first * HOUR,
              early: opening.from + hours, late: opening.to + hours, days: null};
    }
    var last = version.last === null ? null : opening.days.map(function (day) {
      return rolled(count(day, unit, version.last, off), version.roll, off);
    });
    return {
      first: version.first === null ? null
        : dayStarts(count(opening.days[0], unit, version.first, off), zone),
      early: last ? dayEnds(last[0], zone) : Infinity,
      late: last ? dayEnds(last[1], zone) : Infinity,
      days: last
    };
  }

  /* Begins and ends of tolls in turn; of two at one time the beginning stands first. */
  function tolls(duty, opening, facts) {
    var both = since(facts, opening.from, duty.tollFrom.concat(duty.tollTo)).map(function (f) {
      return {fact: f, begins: fits(f, duty.tollFrom)};
    });
    both.sort(function (a, b) {
      return a.fact.to - b.fact.to || a.fact.from - b.fact.from || b.begins - a.begins ||
        a.fact.days[0] - b.fact.days[0] || a.fact.days[1] - b.fact.days[1];
    });
    var found = [], start = null;
    both.forEach(function (one) {
      if (one.begins && !start) start = one.fact;
      else if (!one.begins && start) { found.push([start, one.fact]); start = null; }
    });
    if (start) found.push([start, null]);
    return found;
  }
  function tolled(duty, opening, found, facts) {
    var moved = false, zone = opening.fact.clock;
    tolls(duty, opening, facts).every(function (pair) {
      var start = pair[0], end = pair[1];
      if (start.from > found.late || end === null) return false;
      if (found.days) {
        var fewest = Math.max(end.days[0] - start.days[1], 0);
        var utmost = Math.max(end.days[1] - start.days[0], 0);
        found.days = [found.days[0] + fewest, found.days[1] + utmost];
        found.early = dayEnds(found.days[0], zone);
        found.late = dayEnds(found.days[1], zone);
        moved = moved || fewest > 0;
      } else {
        var less = Math.max(end.from - start.to, 0);
        found.early += less;
        found.late += Math.max(end.to - start.from, 0);
        moved = moved || less > 0;
      }
      return true;
    });
    return moved;
  }

  function steps(duty, due, off, why) {
    var told = [], day = due.days[0], v = due.version, unit = v.unit;
    function step(say, put) { told.push({say: say, put: put}); }
    function kindsOf(ps) { return ps.map(function (p) { return p.kind; }).join(","); }
    step(due.again ? "opened_again" : day === due.days[1] ? "opened" : "opened_between",
         {kind: due.fact.kind, day: iso(day), last: iso(due.days[1])});
    if (duty.datedBy !== "opening") step("dated_by", {by: duty.datedBy});
    step("version", {since: iso(v.since), cite: v.cite});
    if (unit === "none" || unit === "before") {
      step(unit === "none" ? "no_time" : "before_step", {kinds: kindsOf(duty.before)});
    } else if (unit === "hours") {
      if (v.last !== null) {
        step("hours", {n: v.last});
        if (due.openedFrom !== due.openedTo) step("hour_unknown", {n: v.last});
      }
    } else {
      stepDays(v, day, off, why, step);
      if (day !== due.days[1]) step("or_later", {day: iso(due.days[1])});
    }
    if (due.moved) step("stood_still", {kinds: kindsOf(duty.tollFrom)});
    return told;
  }
  function stepDays(v, day, off, why, step) {
    if (v.first !== null) {
      step("not_before", {n: v.first, unit: v.unit, day: iso(count(day, v.unit, v.first, off))});
    }
    if (v.last === null) { step("no_last_day", {}); return; }
    var ends = count(day, v.unit, v.last, off);
    step("count", {n: v.last, unit: v.unit, day: iso(ends)});
    if (v.unit === "business days") {
      for (var on = day + 1; on <= ends; on += 1) {
        if (why.has(on)) step("skipped", {why: why.get(on), day: iso(on)});
      }
    }
    var moved = rolled(ends, v.roll, off);
    if (moved !== ends) {
      var reason = why.get(ends) || (weekday(ends) === 5 ? "saturday" : "sunday");
      step("roll_" + v.roll, {why: reason, day: iso(moved)});
    }
  }
  function iso(day) {
    var on = new Date(day * 864e5);
    var year = String(on.getUTCFullYear());
    return ("0000" + year).slice(-4) + on.toISOString().slice(-20, -14);
  }

  /* All dues of a case. Facts: {kind, party, values, zone, from, to}; `asOf` in microseconds. */
  function dues(tables, facts, asOf) {
    var whys = {};
    Object.keys(tables.off).forEach(function (name) { whys[name] = new Map(tables.off[name]); });
    var past = facts.filter(function (f) { return f.from <= asOf; });
    past.forEach(function (f) {
      f.clock = tables.zones[f.zone];
      f.days = [localDay(f.from, f.clock), localDay(f.to, f.clock)];
    });
    var found = [];
    tables.duties.forEach(function (duty, place) {
      var off = whys[duty.calendar];
      toldBest(duty, past).forEach(function (fact) {
        openings(duty, fact, past, asOf).forEach(function (opening) {
          var due = one(duty, opening, past, off);
          if (due) { due.place = place; due.duty = duty.id; found.push(due); }
        });
      });
    });
    return found;
  }
  function one(duty, opening, past, off) {
    var days = versionDays(duty, opening, past);
    var due = {fact: opening.fact, openedFrom: opening.from, openedTo: opening.to,
               days: opening.days, again: !!opening.again, notBefore: null, dueFrom: null,
               dueTo: null, version: null, steps: []};
    var early = days && versionOn(duty, days[0]), late = days && versionOn(duty, days[1]);
    if (!days || early !== late) return due;
    if (late.unit === null) return null;
    var found = limits(duty, opening, late, past, off);
    due.version = late;
    due.notBefore = found.first;
    due.moved = tolled(duty, opening, found, past);
    if (found.late < Infinity) { due.dueFrom = found.early; due.dueTo = found.late; }
    due.steps = steps(duty, due, off, off);
    return due;
  }

  return {dues: dues, fits: fits, localDay: localDay, dayStarts: dayStarts, dayEnds: dayEnds,
          dayOf: dayOf, iso: iso, weekday: weekday, offset: offset};
})();
if (typeof module !== "undefined") module.exports = reckon;
