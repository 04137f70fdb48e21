// What rules say of a person: which outcome is due, possible and missing, over all completions of what is not known.
//
// Rules, relations and conditions are the decision diagrams of the library (lessons/light/diagrams.py says how they are written down): every
// node asks for one fact and has a branch for its values, and every leaf of a rule is a whole result. So what is still possible are the leaves
// that can be reached, and the result hangs on just the facts that are left in the diagram.
// Facts stand for their ids, values are true, false or a member; "maybe" and "declined" leave a fact open.

"use strict";

const FALSE = 0;
const TRUE = 1;
const OPEN = 2;
const HOLDS = 2; // of a condition: the node that is true, and as bits the leaf that is true can be reached

// -- the rules as they came ---------------------------------------------------------------------------------------

function readProgram(data) {
  const name = (n) => data.facts[n].id;
  const program = {
    facts: data.facts.map((fact) => factOf(fact, name)),
    rules: [],
    derived: data.derived.map(name),
    kin: new Map(), // of each fact those that are one circumstance with it
    asked: data.asked,
    parts: data.parts,
    first_of_child: data.first_of_child,
    fact: new Map(),
    rule: new Map(),
    role: new Map(), // of each role the fact or the rule that holds it
    order: new Map(),
    openers: new Map(),
    readers: new Map(),
    reached: new Map(), // what was found out before, here and below
    taken: new WeakMap(),
    rests: new WeakMap(),
  };
  program.facts.forEach((fact, n) => {
    program.fact.set(fact.id, fact);
    program.order.set(fact.id, n);
    fact.opens.forEach((each) => push(program.openers, each, fact.id));
    fact.from.forEach((each) => push(program.readers, each, fact.id));
  });
  [...data.kin, ...data.kin.map(([one, two]) => [two, one])].forEach(([one, two]) => push(program.kin, name(one), name(two)));
  program.shared = tableOf(program, data.shared, name);
  program.groups = data.shared.groups.map((group) => groupOf(program, group, name));
  program.groupOf = new Map();
  program.groups.forEach((group) => group.names.forEach((each) => program.groupOf.set(each, group)));
  program.rules = data.rules.map((rule) => ruleOf(program, rule, name));
  program.rules.forEach((rule) => program.rule.set(rule.id, rule));
  [...program.facts, ...program.rules].filter(({ role }) => role).forEach((each) => program.role.set(each.role, each.id));
  return program;
}

function ruleOf(program, rule, name) {
  const notices = {}; // of each caution its condition and the facts in it
  Object.keys(rule.notices).forEach((key) => (notices[key] = [rule.notices[key][0], rule.notices[key].slice(1).map(name)]));
  const tests = {}; // of each fact that is read what it is compared with, as bits of its values
  rule.levels.filter(([, masks]) => !masks || masks.length).forEach(([n, masks]) => (tests[name(n)] = masks || [1]));
  return Object.assign({}, rule, { notices, tests, table: tableOf(program, rule, name), found: new Map() });
}

function factOf(fact, name) {
  const empty = { values: [true, false], askable: false, judgement: false, derived: false, by: "", polarity: "risk", element: "", theme: "" };
  const lists = { forms: fact.forms || [], states: fact.states || [], wishes: fact.wishes || [], from: (fact.from || []).map(name), opens: (fact.opens || []).map(name) };
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

// -- diagrams -----------------------------------------------------------------------------------------------------

// A table of nodes: of each its level and what is below it, and the leaves that can be reached from it, as bits. Node 0 is nobody.
function tableOf(program, data, name) {
  const table = { names: data.levels.map(([n]) => name(n)), levels: new Map(), branches: [], level: [], below: [], ends: [], roots: data.roots };
  table.names.forEach((each, n) => {
    table.levels.set(each, n);
    table.branches.push(data.levels[n][2] || [0, 1]);
  });
  const add = (level, below, ends) => table.level.push(level) && table.below.push(below) && table.ends.push(ends);
  for (let at = 0; at <= data.leaves; at += 1) add(Infinity, [], at ? 1 << (at - 1) : 0);
  for (let level = table.names.length - 1; level >= 0; level -= 1) {
    const width = Math.max(...table.branches[level]) + 1;
    const row = data.nodes[level];
    for (let n = 0; n < row.length; n += width) {
      const at = table.level.length;
      const below = row.slice(n, n + width).map((each) => (each > 0 ? at - each : -each));
      add(level, below, below.reduce((all, each) => all | table.ends[each], 0));
    }
  }
  table.ready = table.level.length;
  return table;
}

// Of each level the branch that is taken when this is known; -1 where its fact is open.
function takenBy(program, table, known) {
  const taken = new Int8Array(table.names.length).fill(-1);
  table.names.forEach((name, level) => {
    if (known.has(name)) taken[level] = branchOf(program, table, name, known.get(name));
  });
  return taken;
}

function branchOf(program, table, name, value) {
  return table.branches[table.levels.get(name)][program.fact.get(name).values.indexOf(value)];
}

// The same of a person of whom nothing more will be known.
function takenFor(program, table, known) {
  if (!program.taken.has(known)) program.taken.set(known, new Map());
  const kept = program.taken.get(known);
  if (!kept.has(table)) kept.set(table, takenBy(program, table, known));
  return kept.get(table);
}

// Which leaves among `most` can be reached from a node where a condition of the same table holds, as bits.
function reached(table, root, condition, taken, most) {
  const { level, below, ends } = table;
  const seen = new Set();
  const waiting = [[root, condition]];
  let found = 0;
  while (waiting.length && found !== most) {
    let [at, who] = waiting.pop();
    while (who >= HOLDS && ends[at] & most & ~found) {
      const here = Math.min(level[at], level[who]);
      if (here === Infinity) {
        found |= ends[at] & most;
        break;
      }
      const pair = [at, who].map((each) => (level[each] === here ? below[each] : null));
      const down = (n) => [pair[0] ? pair[0][n] : at, pair[1] ? pair[1][n] : who];
      let branch = taken[here];
      if (branch < 0) {
        const key = at * level.length + who;
        if (seen.has(key)) break;
        seen.add(key);
        branch = 0;
        for (let n = (pair[0] || pair[1]).length - 1; n > 0; n -= 1) waiting.push(down(n));
      }
      [at, who] = down(branch);
    }
  }
  return found;
}

// Whether several conditions can hold together.
function together(table, roots, taken) {
  if (roots.some((root) => root < HOLDS)) return false;
  const here = Math.min(...roots.map((root) => table.level[root]));
  if (here === Infinity) return true;
  const below = roots.map((root) => (table.level[root] === here ? table.below[root] : null));
  const ways = taken[here] >= 0 ? [taken[here]] : below.find((each) => each).map((_, n) => n);
  return ways.some((n) => together(table, roots.map((root, at) => (below[at] ? below[at][n] : root)), taken));
}

// Whether what stands in a condition of the program can hold when this is known.
function canHold(program, condition, known) {
  const table = program.shared;
  return reached(table, table.roots[condition], HOLDS, takenFor(program, table, known), HOLDS) > 0;
}

function node(table, level, below) {
  if (below.every((each) => each === below[0])) return below[0];
  if (!table.unique) {
    table.unique = new Map();
    for (let at = 0; at < table.ready; at += 1) table.unique.set(table.level[at] + ":" + table.below[at].join(), at);
  }
  const key = level + ":" + below.join();
  if (!table.unique.has(key)) {
    table.unique.set(key, table.level.length);
    table.level.push(level);
    table.below.push(below);
  }
  return table.unique.get(key);
}

// Forgets the nodes that were made about people, once there are many.
function tidy(program, table) {
  if (table.level.length - table.ready > 100000) {
    table.level.length = table.below.length = table.ready;
    table.unique = null;
    program.rests = new WeakMap();
  }
}

// What is left of a diagram when some branches are taken.
function restrict(table, root, taken, memo) {
  const level = table.level[root];
  if (level === Infinity) return root;
  if (!memo.has(root)) {
    const below = table.below[root];
    const left = taken[level] >= 0 ? restrict(table, below[taken[level]], taken, memo) : node(table, level, below.map((each) => restrict(table, each, taken, memo)));
    memo.set(root, left);
  }
  return memo.get(root);
}

// The nodes that can be reached; from a level on only the first on each way.
function under(table, root, last) {
  const seen = new Set([root]);
  seen.forEach((at) => table.level[at] < last && table.below[at].forEach((each) => seen.add(each)));
  return [...seen];
}

function levelsIn(table, root) {
  return new Set(under(table, root, Infinity).map((at) => table.level[at]).filter((level) => level < Infinity));
}

// -- relations: which values can be true together -----------------------------------------------------------------

// Facts linked by relations: the condition that all of them hold, and that of each.
function groupOf(program, data, name) {
  const names = data.facts.map(name);
  return { names, values: names.map((each) => program.fact.get(each).values), root: data.root, relations: data.relations, kept: new Map() };
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

// Which values of a fact are allowed with some branches, by conditions of the group.
function allowed(program, roots, name, taken) {
  const table = program.shared;
  const level = table.levels.get(name);
  const left = new Map(); // by branch
  return program.fact.get(name).values.filter((value) => {
    const branch = branchOf(program, table, name, value);
    if (taken[level] >= 0) return branch === taken[level];
    const tried = Int8Array.from(taken);
    tried[level] = branch;
    if (!left.has(branch)) left.set(branch, together(table, roots, tried));
    return left.get(branch);
  });
}

// The values that each fact can have with what is known, as bits; null where there is no such person.
function narrowed(program, group, known) {
  return keptFor(group, "narrowed", known, () => {
    const taken = takenBy(program, program.shared, known);
    if (!together(program.shared, [group.root], taken)) return null;
    return group.names.map((name, at) => {
      const left = known.has(name) ? [known.get(name)] : allowed(program, [group.root], name, taken);
      return left.reduce((sum, value) => sum | (1 << group.values[at].indexOf(value)), 0);
    });
  });
}

function following(program, group, known) {
  const left = narrowed(program, group, known);
  return (
    left &&
    group.names
      .map((name, at) => [name, left[at], group.values[at]])
      .filter(([name, mask]) => !(mask & (mask - 1)) && !known.has(name))
      .map(([name, mask, values]) => [name, values[bitsOf(mask)[0]]])
  );
}

// The allowed rows of some open facts with what is known.
function rowsOf(program, group, names, known) {
  return keptFor(group, names.join(","), known, () => rowsLeft(program, group, names, takenBy(program, program.shared, known)));
}

function rowsLeft(program, group, [name, ...others], before) {
  if (!name) return [[]];
  return allowed(program, [group.root], name, before).reduce((rows, value) => {
    const taken = Int8Array.from(before);
    taken[program.shared.levels.get(name)] = branchOf(program, program.shared, name, value);
    return [...rows, ...rowsLeft(program, group, others, taken).map((row) => [value, ...row])];
  }, []);
}

// Why what is known cannot be true together, or why a fact has a value that follows: the fewest facts, and the relations.
function blame(program, group, known, name, item) {
  const all = new Map(group.names.filter((each) => known.has(each) && each !== name).map((each) => [each, known.get(each)]));
  const carried = (some, roots) => {
    const taken = takenBy(program, program.shared, some);
    return name ? !allowed(program, roots, name, taken).some((value) => value !== item) : !together(program.shared, roots, taken);
  };
  let given = all;
  for (const each of [...group.names].reverse()) {
    const fewer = new Map([...given].filter(([other]) => other !== each));
    if (given.has(each) && carried(fewer, [group.root])) given = fewer;
  }
  given = fewest([...all], Math.min(given.size, 4), (some) => carried(some, [group.root])) || given;
  let every = group.relations;
  for (const each of group.relations) {
    const others = every.filter((one) => one !== each);
    if (carried(given, others.map(([, root]) => root))) every = others;
  }
  return { facts: [...given.keys()], relations: every.map(([id]) => id) };
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
    const here = following(program, group, known);
    if (!here) {
      const { facts, relations } = blame(program, group, known);
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
    const why = found.has(name) ? blame(program, program.groupOf.get(name), given, name, found.get(name)) : { facts: [name], relations: [] };
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
  const apart = (one, two) => !(program.kin.get(one) || []).includes(two);
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

// -- deciding -----------------------------------------------------------------------------------------------------

// Which results of a rule can still come of those that could before, as bits.
function endsOf(program, rule, known, before) {
  const [root, exists] = rule.table.roots;
  return reached(rule.table, root, exists, takenFor(program, rule.table, known), before);
}

// Of every outcome whether it is due (of steps: reached), and whether it is an option, over the results that can still come.
function statesOf(rule, ends) {
  if (!rule.found.has(ends)) {
    const results = rule.results.filter((_, n) => (ends >> n) & 1);
    const share = (part, n) => {
      const having = results.filter((result) => result[part].includes(n)).length;
      return having ? (having === results.length ? TRUE : OPEN) : FALSE;
    };
    rule.found.set(ends, rule.outcomes.map((_, n) => [share(0, n), share(1, n)]));
  }
  return rule.found.get(ends);
}

// The verdict of a rule about a person.
function decide(program, id, person) {
  const rule = program.rule.get(id);
  const ends = endsOf(program, rule, person.known, rule.table.ends[rule.table.roots[0]]);
  const states = statesOf(rule, ends);
  const last = (test) => rule.outcomes.filter((_, n) => test(states[n])).pop() || null;
  const floor = rule.ordered ? last(([reached]) => reached === TRUE) : null;
  const ceiling = rule.ordered ? last(([reached]) => reached !== FALSE) : null;
  const steps = rule.outcomes.slice(floor ? rule.outcomes.indexOf(floor) : 0, ceiling ? rule.outcomes.indexOf(ceiling) + 1 : 0);
  const verdict = { rule, person, ends, states, floor, ceiling, settled: !(ends & (ends - 1)) };
  verdict.possible = rule.ordered ? steps : rule.outcomes.filter((_, n) => states[n][0] !== FALSE || states[n][1] !== FALSE);
  verdict.due = rule.ordered ? (floor === ceiling ? floor : null) : rule.outcomes.find((_, n) => states[n][0] === TRUE) || null;
  verdict.options = rule.outcomes.filter((_, n) => states[n][1] === TRUE);
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
    const asked = apart(program, inOrder(program, hanging(program, verdict.rule, known)), known).reduce((all, name) => [...all, ...inputsOf(program, name)], []);
    verdict.missing = [...new Set(asked)].filter((name) => !known.has(name));
  }
  return verdict.missing;
}

function hanging(program, rule, known) {
  const { table } = rule;
  const root = restOf(program, rule, known);
  const names = new Set([...levelsIn(table, root)].map((level) => table.names[level]));
  const free = rowsOfCells(program, rule, known).filter((each) => each.names.some((name) => names.has(name)));
  return free.length ? amongRows(program, table, root, free) : names;
}

// What is left of the diagram of a rule when this is known.
function restOf(program, rule, known) {
  tidy(program, rule.table);
  if (!program.rests.has(known)) program.rests.set(known, new Map());
  const kept = program.rests.get(known);
  if (!kept.has(rule)) kept.set(rule, restrict(rule.table, rule.table.roots[0], takenFor(program, rule.table, known), new Map()));
  return kept.get(rule);
}

// The open facts of each group of which not every combination is left, and the rows that are, of each fact one value a cell.
function rowsOfCells(program, rule, known) {
  const found = [];
  const related = Object.keys(rule.tests).filter((name) => program.groupOf.has(name));
  for (const group of new Set(related.map((name) => program.groupOf.get(name)))) {
    const names = related.filter((name) => group.names.includes(name) && !known.has(name));
    if (!names.length) continue;
    const rows = cellRows(program, rule, group, names, known);
    const all = names.reduce((size, name) => size * cellsOf(program, name, rule.tests[name]).length, 1);
    if (rows.length !== all) found.push({ names, rows });
  }
  return found;
}

// The allowed rows of some facts, with one value for all that the tests of a fact do not tell apart.
function cellRows(program, rule, group, names, known) {
  const first = names.map(() => new Map());
  const rows = new Map();
  for (const row of rowsOf(program, group, names, known)) {
    const cells = row.map((value, n) => {
      const sign = signOf(program, names[n], value, rule.tests[names[n]]);
      if (!first[n].has(sign)) first[n].set(sign, value);
      return first[n].get(sign);
    });
    rows.set(cells.join("|"), cells);
  }
  return [...rows.values()];
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

// What is missing where related facts are open: they rarely change alone, so those count that turn the result with as little else as can be.
// Only nodes from the first of these facts on are looked at for each row; those above it once.
function amongRows(program, table, root, free) {
  const found = new Set();
  const first = Math.min(...free.map(({ names }) => Math.min(...names.map((name) => table.levels.get(name)))));
  const borders = under(table, root, first).filter((at) => table.level[at] >= first);
  const ways = free.map(({ names, rows }) => rows.map((row) => takenBy(program, table, new Map(names.map((name, n) => [name, row[n]])))));
  free.forEach(({ names, rows }, at) => {
    const here = afterAll(table, borders, ways.filter((_, n) => n !== at));
    const column = ways[at].map((way) => here.map((some) => cofactors(table, some, way).join()).join("|"));
    const turns = new Set(column).size > 1 ? nearestTurns(rows) : [];
    turns.filter(([one, two]) => column[one] !== column[two]).forEach(([, , place]) => found.add(names[place]));
  });
  const after = afterAll(table, borders, ways);
  const alike = new Map(); // of the borders that become the same in every row the first
  const memo = new Map();
  borders.forEach((at, n) => {
    const key = after.map((some) => some[n]).join();
    if (!alike.has(key)) alike.set(key, at);
    memo.set(at, alike.get(key));
  });
  const above = [...levelsIn(table, replaced(table, root, memo))].filter((level) => level < first);
  const below = after.reduce((all, some) => some.reduce((more, at) => [...more, ...levelsIn(table, at)], all), []);
  [...above, ...below].forEach((level) => found.add(table.names[level]));
  return found;
}

function cofactors(table, nodes, way) {
  const memo = new Map();
  return nodes.map((at) => restrict(table, at, way, memo));
}

// What can become of some nodes when one way is taken of each of several groups.
function afterAll(table, nodes, ways) {
  let found = [nodes];
  for (const each of ways) {
    const after = new Map();
    found.forEach((some) => each.map((way) => cofactors(table, some, way)).forEach((made) => after.set(made.join(), made)));
    found = [...after.values()];
  }
  return found;
}

// The same diagram with other nodes in the place of some.
function replaced(table, root, memo) {
  if (!memo.has(root)) memo.set(root, node(table, table.level[root], table.below[root].map((each) => replaced(table, each, memo))));
  return memo.get(root);
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
      const rows = rowsOf(program, group, [one, two], known);
      if (rows.length === new Set(rows.map(([a]) => a)).size && rows.length === new Set(rows.map(([, b]) => b)).size) gone.add(two);
    });
  });
  return names.filter((name) => !gone.has(name));
}
