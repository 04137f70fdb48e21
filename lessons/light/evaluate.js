// What rules say of a person: which outcome is due, possible and missing, over all completions of what is not known.
//
// A condition becomes a decision diagram: every node asks for one fact and has a branch for each of its values; equal nodes are one. So a
// condition is certain just when both ends cannot be reached any more, and hangs on just the facts that are left in the diagram.
// Facts stand for their ids, values are true, false or a member; "maybe" and "declined" leave a fact open.

"use strict";

const FALSE = 0;
const TRUE = 1;
const OPEN = 2;

// -- the rules as they came ---------------------------------------------------------------------------------------

function readProgram(data) {
  const name = (n) => data.facts[n].id;
  const pairs = (some) => some.map(([n, mask]) => [name(n), mask]);
  const masks = (some) => some.reduce((all, [n, ...each]) => Object.assign(all, { [name(n)]: each }), {});
  const program = {
    facts: data.facts.map((fact) => factOf(fact, name)),
    tests: pairs(data.tests),
    ops: data.ops,
    rules: data.rules.map((rule) => Object.assign({}, rule, { tests: masks(rule.tests), related: masks(rule.related) })),
    relations: data.relations.map(([id, ...parts]) => [id, ...pairs(parts)]),
    derived: data.derived.map(name),
    asked: data.asked,
    parts: data.parts,
    one_question: data.one_question,
    first_of_child: data.first_of_child,
    fact: new Map(),
    rule: new Map(),
    order: new Map(),
    openers: new Map(),
    readers: new Map(),
    reached: new Map(), // what was found out before, here and below
    branches: new WeakMap(),
    tops: new Map(),
    rests: new WeakMap(),
  };
  program.facts.forEach((fact, n) => {
    program.fact.set(fact.id, fact);
    program.order.set(fact.id, n);
    fact.opens.forEach((each) => push(program.openers, each, fact.id));
    fact.from.forEach((each) => push(program.readers, each, fact.id));
  });
  program.rules.forEach((rule) => program.rule.set(rule.id, rule));
  program.groups = groupsOf(program);
  program.groupOf = new Map();
  program.groups.forEach((group) => group.names.forEach((each) => program.groupOf.set(each, group)));
  program.kin = kinOf(program);
  let made = null; // once somebody needs them: the first screen does not
  Object.defineProperty(program, "diagrams", { get: () => made || (made = diagramsOf(program)) });
  return program;
}

function factOf(fact, name) {
  const empty = { values: [true, false], askable: false, judgement: false, derived: false, by: "", polarity: "risk", element: "", theme: "" };
  const lists = { forms: fact.forms || [], from: (fact.from || []).map(name), opens: (fact.opens || []).map(name) };
  return Object.assign(empty, { wish: false, scope: null }, fact, lists);
}

function push(map, key, item) {
  if (!map.has(key)) map.set(key, []);
  map.get(key).push(item);
}

function inOrder(program, names) {
  return [...new Set(names)].sort((a, b) => program.order.get(a) - program.order.get(b));
}

// The facts to ask about: the fact itself if it has a question, else those that it is derived from.
function inputsOf(program, name) {
  const fact = program.fact.get(name);
  return !fact.derived || fact.askable ? [name] : fact.from.reduce((found, each) => [...found, ...inputsOf(program, each)], []);
}

// Of each fact those that are one circumstance with it.
function kinOf(program) {
  const kin = new Map();
  const add = (one, two) => one !== two && push(kin, one, two);
  program.groups.forEach((group) => group.names.forEach((one) => group.names.forEach((two) => add(one, two))));
  for (const fact of program.fact.values()) {
    fact.opens.forEach((name) => {
      add(fact.id, name);
      add(name, fact.id);
    });
  }
  return kin;
}

// The fact and all whose value may change with it.
function reach(program, name) {
  if (!program.reached.has(name)) {
    const found = new Set();
    const waiting = [name];
    while (waiting.length) {
      const here = waiting.pop();
      if (!found.has(here)) {
        found.add(here);
        const group = program.groupOf.get(here);
        waiting.push(...(program.readers.get(here) || []), ...(group ? group.names : []));
      }
    }
    program.reached.set(name, found);
  }
  return program.reached.get(name);
}

// -- relations: which values can be true together -----------------------------------------------------------------

// Facts linked by relations, with a clause for each: one of its pairs of a place and values holds. Values are bits.
function groupsOf(program) {
  let found = [];
  for (const relation of program.relations) {
    const [, ...parts] = relation;
    const names = new Set(parts.map(([name]) => name));
    const near = found.filter((each) => each.names.some((name) => names.has(name)));
    found = found.filter((each) => !near.includes(each));
    near.forEach((each) => each.names.forEach((name) => names.add(name)));
    found.push({ names: [...names], relations: [...near.reduce((all, each) => [...all, ...each.relations], []), relation] });
  }
  return found.map(({ names, relations }) => {
    const ordered = inOrder(program, names);
    const values = ordered.map((name) => program.fact.get(name).values);
    const clauses = relations.map(([, [when, mask], ...then]) => {
      const at = ordered.indexOf(when);
      return [[at, ((1 << values[at].length) - 1) & ~mask], ...then.map(([name, bits]) => [ordered.indexOf(name), bits])];
    });
    return { names: ordered, values, clauses, relations: relations.map(([id]) => id), kept: new Map() };
  });
}

function start(group, known) {
  return group.names.map((name, at) => {
    const values = group.values[at];
    return known.has(name) ? 1 << values.indexOf(known.get(name)) : (1 << values.length) - 1;
  });
}

// Takes away values that a relation excludes; the relations that may still exclude something, or null where a fact has no value left.
function narrow(left, clauses) {
  for (let again = true; again; ) {
    again = false;
    const loose = [];
    for (const clause of clauses) {
      const ways = clause.filter(([at, bits]) => left[at] & bits);
      if (ways.some(([at, bits]) => (left[at] & bits) === left[at])) continue;
      if (!ways.length) return null;
      if (ways.length > 1) {
        loose.push(clause);
      } else {
        left[ways[0][0]] &= ways[0][1];
        again = true;
      }
    }
    clauses = loose;
  }
  return clauses;
}

function canBe(before, clauses) {
  const left = [...before];
  const loose = narrow(left, clauses);
  if (!loose || !loose.length) return loose !== null;
  const [at, bits] = loose[0].find(([place, some]) => left[place] & some);
  return [left[at] & bits, left[at] & ~bits].some((part) => part && canBe(replaced(left, at, part), loose));
}

function replaced(list, at, item) {
  const made = [...list];
  made[at] = item;
  return made;
}

function bitsOf(mask) {
  const found = [];
  for (let n = 0; mask >> n; n += 1) if ((mask >> n) & 1) found.push(n);
  return found;
}

function keptFor(group, about, known, make) {
  const key = about + "|" + group.names.map((name) => (known.has(name) ? known.get(name) : "")).join("|");
  if (!group.kept.has(key)) {
    if (group.kept.size > 5000) group.kept.clear();
    group.kept.set(key, make());
  }
  return group.kept.get(key);
}

// The values that each fact can have with what is known, as bits; null where there is no such person.
function narrowed(group, known) {
  return keptFor(group, "narrowed", known, () => {
    const left = start(group, known);
    const loose = narrow(left, group.clauses);
    if (!loose || !canBe(left, loose)) return null;
    return left.map((mask, at) =>
      mask & (mask - 1)
        ? bitsOf(mask).reduce((sum, n) => (canBe(replaced(left, at, 1 << n), loose) ? sum | (1 << n) : sum), 0)
        : mask
    );
  });
}

function following(group, known) {
  const left = narrowed(group, known);
  return (
    left &&
    group.names
      .map((name, at) => [name, left[at], group.values[at]])
      .filter(([name, mask]) => !(mask & (mask - 1)) && !known.has(name))
      .map(([name, mask, values]) => [name, values[bitsOf(mask)[0]]])
  );
}

// The allowed rows of some facts with what is known.
function rowsOf(group, names, known) {
  return keptFor(group, names.join(","), known, () => rowsLeft(group, start(group, known), names.map((name) => group.names.indexOf(name)), group.clauses));
}

function rowsLeft(group, before, places, clauses) {
  const left = [...before];
  const loose = narrow(left, clauses);
  if (!loose || !canBe(left, loose)) return [];
  if (!places.length) return [[]];
  const [at, ...others] = places;
  return bitsOf(left[at]).reduce(
    (rows, n) => [...rows, ...rowsLeft(group, replaced(left, at, 1 << n), others, loose).map((row) => [group.values[at][n], ...row])],
    []
  );
}

// Why what is known cannot be true together, or why a fact has a value that follows: the fewest facts, and the relations.
function blame(group, known, name, item) {
  const all = new Map(group.names.filter((each) => known.has(each) && each !== name).map((each) => [each, known.get(each)]));
  const carried = (some, relations) => {
    const left = start(group, some);
    if (name) {
      const at = group.names.indexOf(name);
      left[at] &= ~(1 << group.values[at].indexOf(item));
    }
    return !canBe(left, relations.map((n) => group.clauses[n]));
  };
  let every = group.clauses.map((_, n) => n);
  let given = all;
  for (const each of [...group.names].reverse()) {
    const fewer = new Map([...given].filter(([other]) => other !== each));
    if (given.has(each) && carried(fewer, every)) given = fewer;
  }
  given = fewest([...all], Math.min(given.size, 4), (some) => carried(some, every)) || given;
  for (const each of [...every]) {
    const others = every.filter((n) => n !== each);
    if (carried(given, others)) every = others;
  }
  return { facts: [...given.keys()], relations: every.map((n) => group.relations[n]) };
}

function fewest(pairs, below, test) {
  for (let size = 1; size < below; size += 1) {
    const found = combinations(pairs, size).map((some) => new Map(some)).find(test);
    if (found) return found;
  }
  return null;
}

function combinations(items, size) {
  if (!size) return [[]];
  return items.reduce((all, item, n) => [...all, ...combinations(items.slice(n + 1), size - 1).map((rest) => [item, ...rest])], []);
}

// -- what is known about a person ---------------------------------------------------------------------------------

class Contradiction extends Error {
  constructor(facts, relations) {
    super("contradiction");
    this.facts = [...facts];
    this.relations = [...relations];
  }
}

// Answers as a person: known values with what follows, marks, and which facts were answered. Throws Contradiction.
function readAnswers(program, answers) {
  const names = Object.keys(answers).filter((name) => answers[name] !== null);
  const plain = names.every((name) => typeof answers[name] === "boolean" && !program.fact.get(name).judgement);
  const person = { known: new Map(), marks: new Map(), given: new Set(names), follow: [] };
  for (const name of plain ? names : inOrder(program, names)) {
    const answer = answers[name];
    (answer === "maybe" || answer === "declined" ? person.marks : person.known).set(name, answer);
  }
  person.follow = complete(program, person.known, person.marks, null);
  return person;
}

// Adds what is derived and what follows, in turn until nothing changes. Returns the names of what follows.
function complete(program, known, marks, among) {
  const found = new Map();
  const before = [...known.keys()];
  derive(program, known, marks, among);
  for (;;) {
    const more = followed(program, known, among, before, marks);
    if (!more.length) break;
    more.forEach(([name, value]) => {
      known.set(name, value);
      found.set(name, value);
    });
    if (!more.some(([name]) => program.readers.has(name))) break;
    try {
      derive(program, known, marks, among);
    } catch (problem) {
      throw problem instanceof Contradiction ? byRelations(program, known, found, problem) : problem;
    }
  }
  return [...found.keys()];
}

function followed(program, known, among, before, marks) {
  const names = [...(among || known.keys())].filter((name) => known.has(name) && program.groupOf.has(name));
  const more = [];
  for (const group of new Set(names.map((name) => program.groupOf.get(name)))) {
    const here = following(group, known);
    if (!here) {
      const { facts, relations } = blame(group, known);
      const answered = new Set([...before, ...[...marks.keys()].filter((name) => !program.fact.get(name).derived)]);
      const behind = facts.reduce((all, name) => [...all, ...answersBehind(program, name, answered)], []);
      throw new Contradiction(new Set(behind), relations);
    }
    more.push(...here);
  }
  return more;
}

function answersBehind(program, name, answered) {
  const fact = program.fact.get(name);
  if (answered.has(name) || !fact.derived) return [name];
  const found = fact.from.reduce((all, each) => [...all, ...answersBehind(program, each, answered).filter((n) => answered.has(n))], []);
  return found.length ? found : [name];
}

function byRelations(program, known, found, problem) {
  const given = new Map([...known].filter(([name]) => !found.has(name)));
  const names = new Set();
  const relations = new Set(problem.relations);
  for (const name of problem.facts) {
    const why = found.has(name) ? blame(program.groupOf.get(name), given, name, found.get(name)) : { facts: [name], relations: [] };
    why.facts.forEach((each) => names.add(each));
    why.relations.forEach((each) => relations.add(each));
  }
  return new Contradiction(inOrder(program, names), relations);
}

function derive(program, known, marks, among) {
  for (const name of program.derived) {
    if (among && !among.has(name)) continue;
    const fact = program.fact.get(name);
    const value = DERIVING[fact.by](program, fact.from, known, marks);
    if (value === null) continue;
    if (known.has(name) && known.get(name) !== value) {
      throw new Contradiction(inOrder(program, [name, ...fact.from.filter((each) => known.has(each) || marks.has(each))]), []);
    }
    known.set(name, value);
  }
}

const DERIVING = {
  may_be_child: (program, [name], known, marks) => (marks.get(name) === "maybe" ? true : known.has(name) ? known.get(name) : null),
  one_maybe: (program, names, known, marks) => {
    const [maybe, unanswered] = perhaps(names, known, marks);
    return maybe.length ? true : unanswered.length ? null : false;
  },
  two_maybe: (program, names, known, marks) => {
    const [maybe, unanswered] = perhaps(names, known, marks);
    return twoApart(program, maybe) ? true : twoApart(program, [...maybe, ...unanswered]) ? null : false;
  },
};

function perhaps(names, known, marks) {
  return [names.filter((name) => marks.get(name) === "maybe"), names.filter((name) => !known.has(name) && !marks.has(name))];
}

function twoApart(program, names) {
  const apart = (one, two) => !(program.kin.get(one) || []).includes(two) && !program.one_question.every((n) => n === one || n === two);
  return names.some((one, n) => names.slice(n + 1).some((two) => apart(one, two)));
}

// Leaves open what cannot be true together: the other answers, and the contradictions.
function setAside(program, answers) {
  let left = answers;
  const found = [];
  for (;;) {
    try {
      readAnswers(program, left);
      return [left, found];
    } catch (problem) {
      if (!(problem instanceof Contradiction)) throw problem;
      const fewer = {};
      Object.keys(left).filter((name) => !problem.facts.includes(name)).forEach((name) => (fewer[name] = left[name]));
      if (Object.keys(fewer).length === Object.keys(left).length) throw problem;
      found.push(problem);
      left = fewer;
    }
  }
}

// -- conditions as diagrams ---------------------------------------------------------------------------------------

// Nodes 0 and 1 are the ends. The slots of the program are roots; facts in relations are asked first.
function diagramsOf(program) {
  const table = { level: [Infinity, Infinity], below: [[], []], unique: new Map(), later: new Map(), ready: 0, names: [], facts: [] };
  const { tests, ops } = program;
  const reads = (slot) => (slot < tests.length ? [] : ops[slot - tests.length][0] < 0 ? [] : ops[slot - tests.length][1]);
  table.facts = [...tests, ...ops].map(() => null);
  const seen = new Map();
  const roots = program.rules.reduce((all, rule) => [...all, ...rule.first, ...rule.second], []);
  const visit = (slot) => {
    if (slot < tests.length) seen.set(tests[slot][0], seen.size);
    else reads(slot).forEach((child) => walked.has(child) || (walked.add(child), visit(child)));
  };
  const walked = new Set();
  [...roots, ...tests.map((_, n) => n)].forEach((slot) => walked.has(slot) || (walked.add(slot), visit(slot)));
  const rank = (name) => [program.groupOf.has(name) ? 0 : program.fact.get(name).values.length > 2 ? 1 : 2, seen.get(name)];
  table.names = [...new Set(tests.map(([name]) => name))].sort((a, b) => rank(a)[0] - rank(b)[0] || rank(a)[1] - rank(b)[1]);
  const levels = (table.levels = new Map(table.names.map((name, n) => [name, n])));
  table.most = table.names.filter((name) => program.groupOf.has(name)).length; // levels of facts in relations
  table.root = [];
  const memo = new Map();
  tests.forEach(([name, mask]) => {
    const values = program.fact.get(name).values;
    table.root.push(node(table, levels.get(name), values.map((_, n) => (mask >> n) & 1)));
  });
  ops.forEach(([k, below]) => {
    const of = k < 0 ? [] : below.map((slot) => table.root[slot]);
    table.root.push(k < 0 ? (below[0] === 17 ? 1 : 0) : k === 0 ? choose(table, of[0], 0, 1, memo) : atLeast(table, k, of, memo));
  });
  [...tests, ...ops].forEach((_, slot) => {
    const names = new Set(slot < tests.length ? [tests[slot][0]] : []);
    reads(slot).forEach((child) => table.facts[child].forEach((name) => names.add(name)));
    table.facts[slot] = names;
  });
  table.groups = table.facts.map((names) => program.groups.filter((group) => group.names.some((name) => names.has(name))));
  table.masks = new Map();
  tests.forEach(([name, mask]) => push(table.masks, name, mask));
  table.ready = table.level.length;
  table.seen = new Int32Array(table.ready); // when a node was visited last
  table.now = 0;
  return table;
}

function node(table, level, below) {
  if (below.every((each) => each === below[0])) return below[0];
  const key = level + ":" + below.join(",");
  if (table.unique.has(key)) return table.unique.get(key);
  if (!table.later.has(key)) {
    (table.ready ? table.later : table.unique).set(key, table.level.length);
    table.level.push(level);
    table.below.push(below);
  }
  return table.later.has(key) ? table.later.get(key) : table.unique.get(key);
}

// Forgets the nodes that were made about people, once there are many.
function tidy(program) {
  const table = program.diagrams;
  if (table.later.size > 100000) {
    table.level.length = table.below.length = table.ready;
    table.later.clear();
    program.rests = new WeakMap();
  }
}

// "If this then that, else the other", as a diagram.
function choose(table, when, then, other, memo) {
  if (when < 2) return when ? then : other;
  if (then === other) return then;
  if (then === 1 && other === 0) return when;
  const key = when + "," + then + "," + other;
  if (!memo.has(key)) {
    const level = Math.min(table.level[when], table.level[then], table.level[other]);
    const branch = (at, n) => (table.level[at] === level ? table.below[at][n] : at);
    const width = table.below[[when, then, other].find((at) => table.level[at] === level)].length;
    const below = [];
    for (let n = 0; n < width; n += 1) below.push(choose(table, branch(when, n), branch(then, n), branch(other, n), memo));
    memo.set(key, node(table, level, below));
  }
  return memo.get(key);
}

// At least k of the conditions hold; the lowest in the diagrams are counted first.
function atLeast(table, k, of, memo) {
  const sums = [1, ...new Array(k).fill(0)];
  [...of].sort((a, b) => table.level[b] - table.level[a]).forEach((each, n) => {
    for (let j = Math.min(n + 1, k); j > 0; j -= 1) sums[j] = choose(table, each, sums[j - 1], sums[j], memo);
  });
  return sums[k];
}

// What is left of the condition in a slot when this is known.
function restOf(program, slot, known) {
  if (!program.rests.has(known)) program.rests.set(known, new Map());
  return restrict(program, program.diagrams.root[slot], known, program.rests.get(known));
}

// What is left of a diagram when these facts are known.
function restrict(program, root, known, memo) {
  const table = program.diagrams;
  if (root < 2) return root;
  if (!memo.has(root)) {
    const name = table.names[table.level[root]];
    const below = table.below[root];
    const left = known.has(name)
      ? restrict(program, below[program.fact.get(name).values.indexOf(known.get(name))], known, memo)
      : node(table, table.level[root], below.map((each) => restrict(program, each, known, memo)));
    memo.set(root, left);
  }
  return memo.get(root);
}

function factsLeft(program, root) {
  const table = program.diagrams;
  const found = new Set();
  const seen = new Set();
  const waiting = [root];
  while (waiting.length) {
    const at = waiting.pop();
    if (at > 1 && !seen.has(at)) {
      seen.add(at);
      found.add(table.names[table.level[at]]);
      waiting.push(...table.below[at]);
    }
  }
  return found;
}

// -- deciding -----------------------------------------------------------------------------------------------------

// Of each level of the diagrams which branch is taken when this is known; -1 where its fact is open.
function branches(program, known) {
  if (!program.branches.has(known)) {
    const table = program.diagrams;
    const taken = new Int8Array(table.names.length).fill(-1);
    known.forEach((value, name) => {
      if (table.levels.has(name)) taken[table.levels.get(name)] = program.fact.get(name).values.indexOf(value);
    });
    program.branches.set(known, taken);
  }
  return program.branches.get(known);
}

// The truth of what stands in a slot over all people who can exist and of whom this is known.
function truth(program, slot, known) {
  const table = program.diagrams;
  const root = table.root[slot];
  if (root < 2) return root;
  const taken = branches(program, known);
  const starts = tops(program, slot, root, known);
  let ends = 0; // as bits: the false end can be reached, the true one can
  for (const first of [true, false]) {
    for (const from of starts) ends |= endOf(table, from, taken, first) + 1; // most often these two ways tell already that it is open
  }
  if (ends === 3) return OPEN;
  const { seen, level, below } = table;
  const now = (table.now += 1);
  for (const from of starts) {
    const waiting = [from];
    while (waiting.length) {
      const at = waiting.pop();
      if (at < 2) {
        ends |= at + 1;
        if (ends === 3) return OPEN;
      } else if (seen[at] !== now) {
        seen[at] = now;
        const branch = taken[level[at]];
        if (branch >= 0) waiting.push(below[at][branch]);
        else for (let n = 0; n < below[at].length; n += 1) waiting.push(below[at][n]);
      }
    }
  }
  return ends - 1;
}

// The end that is reached when every open fact has its first value, or its last.
function endOf(table, from, taken, first) {
  let at = from;
  while (at > 1) {
    const below = table.below[at];
    const branch = taken[table.level[at]];
    at = below[branch >= 0 ? branch : first ? 0 : below.length - 1];
  }
  return at;
}

// Where a diagram leads with each allowed row of the facts in relations that stand in it; these are asked first.
function tops(program, slot, root, known) {
  const groups = program.diagrams.groups[slot];
  if (!groups.length) return [root];
  const key = slot + "|" + groups.map((group) => group.names.map((name) => (known.has(name) ? known.get(name) : "")).join("|")).join("|");
  if (!program.tops.has(key)) {
    if (program.tops.size > 5000) program.tops.clear();
    program.tops.set(key, [...topsOf(program, slot, root, known)]);
  }
  return program.tops.get(key);
}

function topsOf(program, slot, root, known) {
  const table = program.diagrams;
  const taken = branches(program, known).subarray(0, table.most);
  const rows = table.groups[slot].map((group) => {
    const names = group.names.filter((name) => table.facts[slot].has(name) && !known.has(name));
    return cellRows(program, group, names, known, (name) => table.masks.get(name)).map((row) =>
      row.map((value, n) => [table.levels.get(names[n]), program.fact.get(names[n]).values.indexOf(value)])
    );
  });
  const found = new Set();
  for (const way of product(rows)) {
    const here = Int8Array.from(taken);
    way.forEach((row) => row.forEach(([level, branch]) => (here[level] = branch)));
    const waiting = [root];
    while (waiting.length) {
      const at = waiting.pop();
      if (table.level[at] >= table.most) found.add(at);
      else if (here[table.level[at]] >= 0) waiting.push(table.below[at][here[table.level[at]]]);
      else waiting.push(...table.below[at]);
    }
  }
  return found;
}

// The allowed rows of some facts, with one value for all that the tests of a fact do not tell apart.
function cellRows(program, group, names, known, masksOf) {
  const first = names.map(() => new Map());
  const rows = new Map();
  for (const row of rowsOf(group, names, known)) {
    const cells = row.map((value, n) => {
      const sign = signOf(program, names[n], value, masksOf(names[n]));
      if (!first[n].has(sign)) first[n].set(sign, value);
      return first[n].get(sign);
    });
    rows.set(cells.join("|"), cells);
  }
  return [...rows.values()];
}

// Of every outcome whether it is due (of steps: reached), and whether it is an option.
//
// Where something more is known than before, what was certain then stays so.
function statesOf(program, rule, known, before) {
  const found = (slot, was) => (before && was !== OPEN ? was : truth(program, slot, known));
  return rule.outcomes.map((_, n) => {
    const [first, second] = before ? before[n] : [OPEN, OPEN];
    return [found(rule.first[n], first), rule.ordered ? FALSE : found(rule.second[n], second)];
  });
}

// The verdict of a rule about a person.
function decide(program, id, person) {
  const rule = program.rule.get(id);
  const states = statesOf(program, rule, person.known);
  const last = (test) => rule.outcomes.filter((_, n) => test(states[n])).pop() || null;
  const floor = rule.ordered ? last(([reached]) => reached === TRUE) : null;
  const ceiling = rule.ordered ? last(([reached]) => reached !== FALSE) : null;
  const steps = rule.outcomes.slice(floor ? rule.outcomes.indexOf(floor) : 0, ceiling ? rule.outcomes.indexOf(ceiling) + 1 : 0);
  const verdict = { rule, person, states, floor, ceiling };
  verdict.possible = rule.ordered ? steps : rule.outcomes.filter((_, n) => states[n][0] !== FALSE || states[n][1] !== FALSE);
  verdict.due = rule.ordered ? (floor === ceiling ? floor : null) : rule.outcomes.find((_, n) => states[n][0] === TRUE) || null;
  verdict.options = rule.outcomes.filter((_, n) => states[n][1] === TRUE);
  verdict.settled = rule.ordered ? floor === ceiling : !states.some((pair) => pair.includes(OPEN));
  return verdict;
}

function decideAll(program, ids, person) {
  return ids.map((id) => decide(program, id, person));
}

// -- what is missing ----------------------------------------------------------------------------------------------

// The open facts on whose answer the result of a verdict hangs, those to ask about.
function missing(program, verdict) {
  if (!verdict.missing) {
    const { known } = verdict.person;
    tidy(program);
    const hanging = new Set();
    const left = rowsOfCells(program, verdict.rule, known);
    for (const slot of new Set([...verdict.rule.first, ...verdict.rule.second])) {
      const rest = restOf(program, slot, known);
      const groups = left.filter(({ names }) => names.some((name) => program.diagrams.facts[slot].has(name)));
      (groups.length ? turning(program, rest, groups) : factsLeft(program, rest)).forEach((name) => hanging.add(name));
    }
    const asked = apart(program, inOrder(program, hanging), known).reduce((all, name) => [...all, ...inputsOf(program, name)], []);
    verdict.missing = [...new Set(asked)].filter((name) => !known.has(name));
  }
  return verdict.missing;
}

// The open facts of each group of which not every combination is left, and the rows that are, of each fact one value a cell.
function rowsOfCells(program, rule, known) {
  const found = [];
  const related = Object.keys(rule.related);
  for (const group of new Set(related.map((name) => program.groupOf.get(name)))) {
    const names = related.filter((name) => group.names.includes(name) && !known.has(name));
    if (!names.length) continue;
    const rows = cellRows(program, group, names, known, (name) => rule.related[name]);
    const all = names.reduce((size, name) => size * cellsOf(program, name, rule.related[name]).length, 1);
    if (rows.length !== all) found.push({ names, rows });
  }
  return found;
}

// Which of some tests a value passes.
function signOf(program, name, value, masks) {
  const n = program.fact.get(name).values.indexOf(value);
  return masks.map((mask) => (mask >> n) & 1).join("");
}

// One value for each cell that some tests tell apart.
function cellsOf(program, name, masks) {
  const found = new Map();
  for (const value of program.fact.get(name).values) {
    const sign = signOf(program, name, value, masks);
    if (!found.has(sign)) found.set(sign, value);
  }
  return [...found.values()];
}

// What is missing where related facts are open: they rarely change alone, so those count that turn the value with as little else as can be.
function turning(program, root, groups) {
  const found = new Set();
  const ways = product(groups.map(({ rows }) => rows.map((_, n) => n)));
  const rest = new Map();
  for (const way of ways) {
    const known = new Map(groups.reduce((all, { names, rows }, g) => [...all, ...names.map((name, n) => [name, rows[way[g]][n]])], []));
    rest.set(way.join(), restrict(program, root, known, new Map()));
  }
  groups.forEach(({ names, rows }, g) => {
    const others = ways.filter((way) => way[g] === 0);
    for (const [one, two, at] of nearestTurns(rows)) {
      if (others.some((way) => rest.get(replaced(way, g, one).join()) !== rest.get(replaced(way, g, two).join()))) found.add(names[at]);
    }
  });
  new Set(rest.values()).forEach((left) => factsLeft(program, left).forEach((name) => found.add(name)));
  return found;
}

function product(lists) {
  return lists.reduce((all, list) => all.reduce((more, row) => [...more, ...list.map((item) => [...row, item])], []), [[]]);
}

// A row, another, and a place: the other has another value there, and no row with that value differs from the first in fewer places.
function nearestTurns(rows) {
  const found = [];
  const differs = (one, two) => one.map((value, at) => value !== two[at]);
  rows.forEach((row, one) => {
    rows.forEach((other, two) => {
      const places = differs(row, other);
      places.forEach((is, at) => {
        const nearer = (third) => {
          const some = differs(row, third);
          return third[at] === other[at] && some.every((each, n) => !each || places[n]) && some.some((each, n) => each !== places[n]);
        };
        if (is && !rows.some(nearer)) found.push([one, two, at]);
      });
    });
  });
  return found;
}

// Leaves out facts that always follow from another of them, and it from them; the one that is asked about first stays.
function apart(program, names, known) {
  const gone = new Set();
  const rank = (name) => [program.fact.get(name).askable ? 0 : 1, program.fact.get(name).stage, program.order.get(name)];
  const related = names.filter((name) => program.groupOf.has(name));
  related.sort((a, b) => rank(a).map((n, i) => n - rank(b)[i]).find((n) => n) || 0);
  related.forEach((one, n) => {
    related.slice(n + 1).forEach((two) => {
      const group = program.groupOf.get(one);
      if (group !== program.groupOf.get(two) || gone.has(one)) return;
      const rows = rowsOf(group, [one, two], known);
      if (rows.length === new Set(rows.map(([a]) => a)).size && rows.length === new Set(rows.map(([, b]) => b)).size) gone.add(two);
    });
  });
  return names.filter((name) => !gone.has(name));
}
