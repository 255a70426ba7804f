// Searches the index that the build wrote (src/plan/search). Nothing here touches the page but to ask for the index's
// files: as scripts, since a page opened from a folder may not fetch. Each calls connectorySearch with a key and a value.
(function () {
  "use strict";

  const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const VALUE = new Map([...LETTERS].map((letter, value) => [letter, value]));
  const STATUSES = ["current", "deprecated", "withdrawn", "none"];
  const LIVE = ["yes", "no", "unknown"];
  const FACETS = ["category", "owner", "tag", "status", "used", "live"];
  // Fields of words: the letters that the index writes before the connectors, and what a word counts there.
  const WEIGHTS = { N: 16, A: 12, B: 10, S: 8, d: 2.5, f: 2, k: 2 };
  const FIELDS = { name: "NABS", description: "d", key: "k", file: "f", version: "v" };
  const FACET_WEIGHTS = { tag: 6, owner: 4, category: 3 };
  // Of writing without blanks each sign is a word.
  const SIGN = "[\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff]";
  const PREFIX = 0.7;
  const MISTYPED = 0.4;
  const COMMON = 0.01;
  /** Stands for connectors without a category; no category's id has this sign. */
  const NO_CATEGORY = "~";

  const [received, asked] = [new Map(), new Map()];
  const receive = (key, value) => { received.set(key, value); };
  let index = null;

  Object.assign(receive, { FACETS, FIELDS: [...Object.keys(FIELDS), ...FACETS] });
  /** Finds connectors in the index that `pointer` names: `query` as typed, `chosen` values by facet, `count` at most;
   * while nothing is asked for (`idle`), a large catalogue lists nothing. */
  receive.find = async (pointer, ...what) => {
    try {
      return await found(pointer, ...what);
    } catch {
      // A new site may have been published meanwhile: its pointer names other files.
      index = null;
      received.clear();
      asked.clear();
      return found(pointer, ...what);
    }
  };
  window.connectorySearch = receive;

  async function found(pointer, query, chosen, count, idle) {
    index = index || open(pointer);
    const known = await index;
    return find(known, query, chosen, idle && !known.small ? 0 : count);
  }

  async function open(pointer) {
    const folder = pointer.replace(/[^/]*$/, "");
    await file(pointer, "map");
    const map = received.get("map");
    const name = (stem, all, at) => `${folder}search-${stem}-${all.slice(at * 12, at * 12 + 12)}.js`;
    const files = { facets: name("facets", map.facets || "", 0), words: name("words", map.words || "", 0) };
    if (map.all) {
      await file(folder + map.all.replace(/^.*\//, ""), "facets");
    } else {
      map.keys.split(" ").forEach((key, at) => { files[key] = name("terms", map.terms, at); });
    }
    const keys = map.all ? [...received.keys()].filter((key) => /^[nt]:/.test(key)) : map.keys.split(" ");
    const need = (key) => {
      if (received.has(key)) return null;
      const block = /^d:(\d+)$/.exec(key);
      return file(block ? name("block", map.blocks, Number(block[1])) : files[key], key);
    };
    await need("facets");
    return { need, keys, small: Boolean(map.all), block: map.block, terms: new Map(), ...table(received.get("facets")) };
  }

  function file(address, key) {
    if (!asked.has(address)) {
      asked.set(address, new Promise((resolve, reject) => {
        const element = document.createElement("script");
        element.src = address;
        element.onerror = element.onload = () => {
          element.remove();
          if (received.has(key)) resolve(); else reject(new Error(`${key} could not be loaded`));
        };
        document.head.append(element);
      }));
    }
    return asked.get(address);
  }

  /** The table of connectors, one row each, by name. */
  function table(facets) {
    const state = [...facets.state].map((letter) => VALUE.get(letter));
    const ids = numbers(facets.ids, width(facets.space));
    const rowOf = new Int32Array(facets.space).fill(-1);
    ids.forEach((id, row) => { rowOf[id] = row; });
    const lists = (text, count) => state.length === 0 ? [] : text.split(",").map((list) => numbers(list, width(count)));
    const categories = [[NO_CATEGORY, "Without a category"], ...facets.categories];
    const used = facets.usage ? state.map((bits) => [bits & 8 ? 0 : 1]) : [];
    // What stands in each facet: its values, what they are called, and the values of each row.
    const all = {
      category: { values: categories.map(([id]) => id), names: categories.map(([, name]) => name),
        rows: numbers(facets.category, width(categories.length)).map((at) => [at]) },
      owner: { values: facets.owners, names: facets.owners, rows: lists(facets.owner, facets.owners.length) },
      tag: { values: facets.tags, names: facets.tags, rows: lists(facets.tag, facets.tags.length) },
      status: { values: [...STATUSES, "replaced"], rows: state.map((bits) => bits & 4 ? [bits & 3, 4] : [bits & 3]) },
      used: { values: facets.usage ? ["yes", "no"] : [], rows: used },
      live: { values: LIVE, rows: state.map((bits) => [bits >> 4]) },
    };
    for (const facet of Object.values(all)) {
      facet.names = facet.names || facet.values;
      facet.folded = facet.values.map((value, at) => [fold(value).replace(/^@/, ""), fold(facet.names[at]).replace(/^@/, "")]);
      facet.words = facet.folded.map((both) => [...new Set(both.flatMap(words))]);
    }
    return { count: state.length, ids, rowOf, state, facets: all, usage: facets.usage };
  }

  const width = (count) => [1, 2, 3, 4, 5].find((letters) => count <= 64 ** letters);

  function numbers(text, letters) {
    const found = new Array(text.length / letters).fill(0);
    for (let at = 0; at < text.length; at += 1) found[Math.floor(at / letters)] = found[Math.floor(at / letters)] * 64 + VALUE.get(text[at]);
    return found;
  }

  /** Without case and diacritics; the build folds what it indexes in the same way. */
  function fold(text) {
    const bare = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    const other = { ß: "ss", æ: "ae", œ: "oe", þ: "th", ø: "o", ł: "l", đ: "d", ð: "d", ı: "i", ς: "σ" };
    return bare.replace(/[ßæœþøłđðıς]/g, (letter) => other[letter]);
  }

  function words(folded) {
    const runs = folded.match(new RegExp(`${SIGN}|(?:(?!${SIGN})[\\p{Alphabetic}\\p{N}])+`, "gu")) || [];
    return runs.map((word) => [...word].slice(0, 40).join(""));
  }

  function version(text) {
    const parts = /^([-+]?)0*(\d*)(?:\.(\d*?)0*)?$/.exec(text.trim());
    if (!parts) return text.trim();
    return (parts[1] === "-" ? "-" : "") + (parts[2] || "0") + (parts[3] ? "." + parts[3] : "");
  }

  /** What was typed, in clauses: `{ field, text }`, `field` null for plain words. What is no field is said. */
  function parse(index, query) {
    const [clauses, notes] = [[], []];
    const fields = receive.FIELDS.filter((field) => field !== "used" || index.usage);
    for (const [whole, name, quoted, bare] of query.matchAll(/(?:([\p{L}_-]+):(?!\/\/))?(?:"([^"]*)"?|([^\s"]+))|\S+/gu)) {
      const field = name === undefined ? null : name.toLowerCase();
      const text = quoted ?? bare;
      if (field === null || text === undefined) {
        // A field whose value is still to be typed asks for nothing yet.
        if (!/^[\p{L}_-]+:$/u.test(whole)) clauses.push({ field: null, text: text ?? whole });
      } else if (fields.includes(field)) {
        clauses.push({ field, text });
      } else {
        notes.push(`There is no field “${name}”; there are ${fields.join(", ")}.`);
        clauses.push({ field: null, text: `${name} ${text}` });
      }
    }
    return { clauses, notes };
  }

  async function find(index, query, chosen, count) {
    const { clauses, notes } = parse(index, query);
    const plain = clauses.filter(({ field }) => field === null).flatMap(({ text }) => words(fold(text)));
    // Words are asked for at once, so that their shards come together.
    const scores = await Promise.all(plain.map((word) => ofWord(index, word)));
    for (let at = 0; at < plain.length; at += 1) {
      if (scores[at].some(Boolean)) continue;
      const { meant, score } = await mistyped(index, plain[at]);
      if (!score) continue;
      scores[at] = score;
      notes.push(`No connector has “${plain[at]}”; searched for ${meant.slice(0, 3).map((word) => `“${word}”`).join(" or ")}.`);
    }
    const fixed = await Promise.all(clauses.filter(({ field }) => field !== null).map((clause) => ofField(index, clause, notes)));
    const texts = [...plain, ...clauses.filter(({ field }) => field !== null).map(({ text }) => text)];
    [...scores, ...fixed].forEach((score, at) => {
      const common = score.every(Boolean) && score.some((points) => points < 2 * COMMON);
      if (common) notes.push(`“${texts[at]}” stands in very many connectors, so it narrows nothing.`);
    });
    let total = together(index, [...scores, ...fixed]);
    if (plain.length > 0 && fixed.every((score) => score.some(Boolean)) && !total.some(Boolean)) {
      // Each word is found, but not with the others: one may be another that was mistyped.
      const wider = await Promise.all(plain.map((word) => mistyped(index, word)));
      wider.forEach(({ score }, at) => score && score.forEach((points, row) => { scores[at][row] = Math.max(scores[at][row], points); }));
      total = together(index, [...scores, ...fixed]);
    }
    const { rows, counts } = filtered(index, total, chosen);
    rows.sort((a, b) => total[b] - total[a] || a - b);
    return { total: rows.length, all: index.count, counts, notes, usage: index.usage,
      results: await Promise.all(rows.slice(0, count).map((row) => shown(index, row))) };
  }

  /** Points of the rows that all clauses give points to; without a clause, of all rows. */
  function together(index, scores) {
    const total = new Float32Array(index.count).fill(scores.length === 0 ? 1 : 0);
    for (let row = 0; row < index.count; row += 1) {
      if (scores.every((score) => score[row] > 0)) scores.forEach((score) => { total[row] += score[row]; });
    }
    return total;
  }

  /** The rows that pass every facet, and how many there would be with each value: the facet's own choice aside. */
  function filtered(index, total, chosen) {
    const facets = FACETS.filter((name) => index.facets[name].values.length > 0);
    const wanted = facets.map((name) => {
      const values = new Set(chosen[name] || []);
      return values.size === 0 ? null : new Set(index.facets[name].values.flatMap((value, at) => (values.has(value) ? [at] : [])));
    });
    const counts = Object.fromEntries(facets.map((name) => [name, new Uint32Array(index.facets[name].values.length)]));
    const rows = [];
    for (let row = 0; row < index.count; row += 1) {
      if (!total[row]) continue;
      const failed = facets.filter((name, at) => wanted[at] && !index.facets[name].rows[row].some((value) => wanted[at].has(value)));
      if (failed.length === 0) rows.push(row);
      if (failed.length > 1) continue;
      for (const name of failed.length === 0 ? facets : failed) {
        for (const value of index.facets[name].rows[row]) counts[name][value] += 1;
      }
    }
    const listed = (name) => index.facets[name].values.map((value, at) => ({ value, name: index.facets[name].names[at], count: counts[name][at] }));
    return { rows, counts: Object.fromEntries(facets.map((name) => [name, listed(name)])) };
  }

  async function shown(index, row) {
    const id = index.ids[row];
    const key = `d:${Math.floor(id / index.block)}`;
    await index.need(key);
    const [, slug, name, description, number] = received.get(key).find(([other]) => other === id);
    const [category] = index.facets.category.rows[row];
    return { slug, name, description, version: number, category: category === 0 ? "" : index.facets.category.names[category],
      status: STATUSES[index.state[row] & 3], replaced: Boolean(index.state[row] & 4) };
  }

  /** The words of a family that begin with `prefix`, with where they stand. */
  async function terms(index, family, prefix) {
    const keys = index.keys.filter((key) => {
      const [of, shard] = [key.slice(0, 2), key.slice(2)];
      if (of !== family) return false;
      return shard.endsWith("$") ? shard.slice(0, -1).startsWith(prefix) : shard.startsWith(prefix) || prefix.startsWith(shard);
    });
    await Promise.all(keys.map(index.need));
    return keys.flatMap((key) => {
      if (!index.terms.has(key)) index.terms.set(key, received.get(key).split(";").map((term) => term.split(" ")));
      return index.terms.get(key).filter(([word]) => word.startsWith(prefix));
    });
  }

  /** Gives each row the most that any of `found` counts in `fields`. */
  function credit(index, score, found, fields, worth) {
    for (const [word, ...places] of found) {
      for (const place of places) {
        if (!fields.includes(place[0])) continue;
        const points = (WEIGHTS[place[0]] || 1) * worth(word);
        // In a large catalogue, what stands in very many connectors is not told one by one.
        if (place[1] === "*" && worth(word) === 1) score.forEach((known, row) => { score[row] = known || COMMON; });
        if (place[1] === "*") continue;
        rising(place, (id) => {
          const row = index.rowOf[id];
          if (row >= 0 && score[row] < points) score[row] = points;
        });
      }
    }
  }

  function rising(text, each) {
    let [number, gap, shift] = [0, 0, 0];
    for (let at = 1; at < text.length; at += 1) {
      const value = VALUE.get(text[at]);
      gap |= (value & 31) << shift;
      shift += 5;
      if (value < 32) {
        number += gap;
        each(number);
        gap = shift = 0;
      }
    }
  }

  /** The same for the words of tags, owners and categories. */
  function creditFacets(index, score, worth) {
    for (const [name, weight] of Object.entries(FACET_WEIGHTS)) {
      const { words: known, rows } = index.facets[name];
      const points = known.map((all) => weight * Math.max(0, ...all.map(worth)));
      if (!points.some(Boolean)) continue;
      rows.forEach((values, row) => values.forEach((value) => {
        // The first category stands for none, and has no name that anybody searches for.
        if (score[row] < points[value] && (name !== "category" || value > 0)) score[row] = points[value];
      }));
    }
  }

  async function ofWord(index, word) {
    const score = new Float32Array(index.count);
    const worth = (other) => (other === word ? 1 : other.startsWith(word) ? PREFIX : 0);
    // In a large catalogue one letter begins too much of everything but of names.
    const families = index.small || [...word].length > 1 ? ["n:", "t:"] : ["n:"];
    const found = await Promise.all(families.map((family) => terms(index, family, word)));
    credit(index, score, found.flat(), "NABSdfk", worth);
    creditFacets(index, score, worth);
    return score;
  }

  async function ofField(index, { field, text }, notes) {
    const score = new Float32Array(index.count);
    if (field === "version") {
      const wanted = "=" + version(text);
      const found = (await terms(index, "t:", wanted)).filter(([word]) => word === wanted);
      credit(index, score, found, "v", () => 1);
    } else if (FIELDS[field]) {
      const all = await Promise.all(words(fold(text)).map(async (word) => {
        const one = new Float32Array(index.count);
        const found = await terms(index, field === "name" ? "n:" : "t:", word);
        credit(index, one, found, FIELDS[field], (other) => (other === word ? 1 : PREFIX));
        return one;
      }));
      if (all.length > 0) return together(index, all);
    } else {
      const value = fold(text).replace(/^@/, "");
      const { folded, rows } = index.facets[field];
      const exact = folded.map((both) => both.includes(value));
      const wanted = exact.some(Boolean) ? exact : folded.map((both) => value !== "" && both.some((other) => other.startsWith(value)));
      rows.forEach((values, row) => { score[row] = values.some((at) => wanted[at]) ? 1 : 0; });
      if (!wanted.some(Boolean)) notes.push(`No ${field} is called “${text}”.`);
    }
    return score;
  }

  /** What a word that is found nowhere may mean: two words written as one, else what differs least. */
  async function mistyped(index, word) {
    const letters = [...word];
    if (letters.length < 4 || /\p{N}/u.test(word)) return {};
    await index.need("words");
    const known = index.vocabulary = index.vocabulary || vocabulary(index);
    for (let at = 2; at <= letters.length - 2; at += 1) {
      const both = [letters.slice(0, at).join(""), letters.slice(at).join("")];
      if (!both.every((half) => known.set.has(half))) continue;
      const score = together(index, await Promise.all(both.map((half) => ofWord(index, half))));
      if (score.some(Boolean)) return { meant: [both.join(" ")], score };
    }
    const meant = near(known.sorted, letters, letters.length < 8 ? 1 : 2);
    const score = new Float32Array(index.count);
    const worth = new Map(meant.map(([other, away]) => [other, MISTYPED / away]));
    for (const [other] of meant) {
      const found = await Promise.all(["n:", "t:"].map((family) => terms(index, family, other)));
      credit(index, score, found.flat().filter(([found]) => found === other), "NABSdfk", (found) => worth.get(found));
    }
    creditFacets(index, score, (other) => worth.get(other) || 0);
    return meant.length === 0 ? {} : { meant: meant.map(([other]) => other), score };
  }

  function vocabulary(index) {
    const all = new Set();
    let before = [];
    for (const coded of received.get("words").split(" ").slice(0, -1)) {
      before = [...before.slice(0, VALUE.get(coded[0])), ...[...coded].slice(1)];
      all.add(before.join(""));
    }
    for (const name of Object.keys(FACET_WEIGHTS)) index.facets[name].words.flat().forEach((word) => all.add(word));
    return { set: all, sorted: [...all].sort().map((word) => [...word]) };
  }

  /**
   * The words that `letters` come from, or begin, by at most `most` letters left out, added, changed, or two exchanged:
   * those that differ least, `[word, distance]`. What a word has in common with the one before is compared once.
   */
  function near(sorted, letters, most) {
    const size = letters.length;
    const rows = [Array.from({ length: size + 1 }, (_, at) => at)];
    const found = [];
    let [before, hopeless] = [[], Infinity];
    for (const word of sorted) {
      let same = 0;
      while (same < word.length && word[same] === before[same]) same += 1;
      before = word;
      if (hopeless <= same) continue;
      let from = Math.min(same, rows.length - 1);
      rows.length = from + 1;
      hopeless = Infinity;
      for (; from < word.length && hopeless === Infinity; from += 1) {
        const row = distances(rows, letters, word, from + 1);
        rows.push(row);
        if (Math.min(...row) > most) hopeless = from + 1;
      }
      const away = Math.min(...rows.map((row) => row[size]));
      const whole = rows.length === word.length + 1 ? rows[word.length][size] : Infinity;
      if (away <= most) found.push({ word: word.join(""), away, whole });
    }
    const least = Math.min(...found.map(({ away }) => away));
    const order = (a, b) => Math.min(a.whole, 9) - Math.min(b.whole, 9) || a.word.length - b.word.length || (a.word < b.word ? -1 : 1);
    return found.filter(({ away }) => away === least).sort(order).slice(0, 12).map(({ word, away }) => [word, Math.max(away, 1)]);
  }

  function distances(rows, letters, word, at) {
    const [above, row] = [rows[at - 1], [at]];
    for (let to = 1; to <= letters.length; to += 1) {
      const differs = word[at - 1] === letters[to - 1] ? 0 : 1;
      let least = Math.min(above[to] + 1, row[to - 1] + 1, above[to - 1] + differs);
      const exchanged = at > 1 && to > 1 && word[at - 1] === letters[to - 2] && word[at - 2] === letters[to - 1];
      if (exchanged) least = Math.min(least, rows[at - 2][to - 2] + 1);
      row.push(least);
    }
    return row;
  }
})();
