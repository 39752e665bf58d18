/** What each option may not be, and what the message must say is allowed. */
export type WrongOptions = Readonly<Record<string, readonly (readonly [value: unknown, allowed: RegExp])[]>>

const count = (least: number): WrongOptions[string] => [
  [least - 1, new RegExp(`>=${least}`)],
  [least + 0.5, /int/],
  ['5', /number|int/],
  [NaN, /number|int/],
  [Infinity, /number|int/],
  [null, /number|int/],
]

export const wrongForBoth: WrongOptions = {
  naming: [
    ['camel', /"lower", "snake" or a function/],
    [null, /"lower", "snake" or a function/],
  ],
  drift: [['ignore', /"evolve"\|"discardValue"\|"discardRecord"\|"freeze"/]],
  deletions: [[true, /"delete"\|"mark"\|"keep"/]],
  maxDeleted: [
    [-1, /count .* share .* false/],
    [1.5, /count .* share .* false/],
    ['10%', /count .* share .* false/],
    [true, /count .* share .* false/],
    [{ share: 0.1 }, /\{ share, count \}/],
  ],
  rejectLimit: count(0),
  maxRetriedRejects: count(0),
  maxDepth: count(1),
  onGap: [['ignore', /"fail"\|"refresh"/]],
}

export const wrongForPipeline: WrongOptions = {
  ...wrongForBoth,
  name: [
    ['', />=1/],
    [7, /string/],
  ],
  id: [
    ['', />=1/],
    [null, /string/],
  ],
  streams: [
    [['orders'], /expected record/],
    ['orders', /expected record/],
  ],
  concurrency: count(1),
  batchSize: count(1),
  inferenceWindow: count(1),
  commitAfterRecords: count(1),
  commitAfterInMs: count(0),
  atomic: [['yes', /boolean/]],
  maxAttempts: count(1),
  retryDelayInMs: count(0),
  stallTimeoutInMs: count(1),
  deadline: [
    ['2026-01-01', /date/],
    [new Date(NaN), /date/],
    [0, /date/],
  ],
  leaseDurationInMs: count(1_000),
  maxGenerationAgeInMs: count(0),
  takeOver: [[1, /boolean/]],
  rebuild: [['orders', /boolean/]],
  signal: [[new AbortController(), /AbortSignal/]],
  logger: [
    [{}, /logger/],
    [() => {}, /logger/],
  ],
  logLevel: [['trace', /"silent"\|"debug"\|"info"\|"warn"\|"error"/]],
  onEvent: [[{}, /function/]],
  now: [[new Date(0), /function/]],
}

export const wrongForStream: WrongOptions = {
  ...wrongForBoth,
  mode: [['merge', /"full"\|"incremental"\|"append"\|"range"/]],
  range: [
    [7, /object/],
    ['2026', /object/],
  ],
  tables: [
    ['orders', /expected record/],
    [['orders'], /expected record/],
  ],
  deltas: [[true, /expected record/]],
  fields: [
    [['id'], /\{ include: \[paths\] \} or \{ exclude: \[paths\] \}/],
    [{}, /include.*exclude/],
    [{ include: ['a'], exclude: ['b'] }, /include.*exclude/],
    [{ exclude: 'a' }, /include.*exclude/],
    [{ exclude: [1] }, /include.*exclude/],
  ],
  columns: [[['id'], /expected record/]],
  json: [
    ['meta', /array/],
    [{ meta: true }, /array/],
  ],
  filter: [
    ['a = 1', /function, or \{ version, apply \}/],
    [{ apply: () => true }, /function, or \{ version, apply \}/],
  ],
  transform: [[{ version: '1', apply: 'x' }, /function, or \{ version, apply \}/]],
  lookBack: [
    [-1, />=0/],
    ['1h', /number/],
    [Infinity, /number/],
  ],
}
