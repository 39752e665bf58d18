import { describe, expect, it } from 'vitest'
import { idleDestination, idleSource } from '../../../test/support/resolve-stream.ts'
import { wrongForPipeline, wrongForStream, wrongForBoth } from '../../../test/support/wrong-options.ts'
import type { WrongOptions } from '../../../test/support/wrong-options.ts'
import { InvalidOptionsError } from '../../contract/errors/invalid-options-error.ts'
import type { OptionProblem } from '../../contract/errors/invalid-options-error.ts'
import { UnsupportedContractError } from '../../contract/errors/unsupported-contract-error.ts'
import { parseOptions } from './parse-options.ts'
import type { PipelineOptions } from './pipeline-options.ts'

const source = idleSource({ orders: {} })
const destination = idleDestination()

/** As from JavaScript, where nothing checks the types. */
function parse(options: unknown): void {
  parseOptions(options as PipelineOptions)
}

function problemsOf(options: unknown): readonly OptionProblem[] {
  try {
    parse(options)
  } catch (thrown) {
    if (InvalidOptionsError.isInstance(thrown)) return thrown.problems
    throw thrown
  }
  return []
}

const casesOf = (wrong: WrongOptions): (readonly [option: string, value: unknown, allowed: RegExp])[] =>
  Object.entries(wrong).flatMap(([option, values]) =>
    values.map(([value, allowed]) => [option, value, allowed] as const),
  )

describe('options of the pipeline', () => {
  it('may all be left out', () => {
    expect(problemsOf({ source, destination })).toEqual([])
  })

  it('may all be set', () => {
    const options = {
      source,
      destination,
      name: 'n',
      id: 'i',
      streams: { orders: true, items: {} },
      naming: 'snake',
      drift: 'freeze',
      deletions: 'mark',
      maxDeleted: { share: 0.1, count: 0 },
      rejectLimit: 0,
      maxRetriedRejects: 0,
      maxDepth: 1,
      onGap: 'refresh',
      concurrency: 1,
      batchSize: 1,
      inferenceWindow: 1,
      commitAfterRecords: 1,
      commitAfterInMs: 0,
      atomic: true,
      maxAttempts: 1,
      retryDelayInMs: 0,
      stallTimeoutInMs: 1,
      deadline: new Date(0),
      leaseDurationInMs: 1_000,
      maxGenerationAgeInMs: 0,
      takeOver: true,
      rebuild: true,
      signal: new AbortController().signal,
      logger: console,
      logLevel: 'debug',
      onEvent: () => {},
      now: () => 0,
    }
    expect(problemsOf(options)).toEqual([])
    // The lists of wrong values below are complete.
    const { source: _source, destination: _destination, ...rest } = options
    expect(Object.keys(rest).sort()).toEqual(Object.keys(wrongForPipeline).sort())
  })

  it.each([0, 1, 100, 0.5, false])('maxDeleted may be %s', (maxDeleted) => {
    expect(problemsOf({ source, destination, maxDeleted })).toEqual([])
  })

  it.each(casesOf(wrongForPipeline))('%s: %j is refused', (option, value, allowed) => {
    const problems = problemsOf({ source, destination, [option]: value })
    expect(problems.map(({ path }) => path)).toEqual([option])
    expect(problems[0]?.message).toMatch(allowed)
  })

  it('takes an option that is undefined for one that is left out', () => {
    const options = Object.fromEntries(Object.keys(wrongForPipeline).map((option) => [option, undefined]))
    expect(problemsOf({ ...options, source, destination })).toEqual([])
  })
})

describe('options of a stream', () => {
  it('may all be set', () => {
    const orders = {
      ...Object.fromEntries(Object.keys(wrongForBoth).map((option) => [option, undefined])),
      mode: 'range',
      range: { from: 1, to: '2' },
      parameters: { anything: true },
      tables: { '': 'orders' },
      deltas: { '': 'orders_history' },
      fields: { exclude: [] },
      columns: { a: 'json', b: { type: 'text' }, c: { type: 'text', name: 'd', description: '' } },
      json: ['meta'],
      filter: { version: '1', apply: () => true },
      transform: (record: unknown) => record,
      lookBack: 0.5,
    }
    expect(problemsOf({ source, destination, streams: { orders } })).toEqual([])
    // Parameters are for the stream to judge.
    expect(Object.keys(orders).sort()).toEqual([...Object.keys(wrongForStream), 'parameters'].sort())
  })

  it.each(casesOf(wrongForStream))('%s: %j is refused', (option, value, allowed) => {
    const problems = problemsOf({ source, destination, streams: { orders: { [option]: value } } })
    expect(problems.map(({ path }) => path)).toEqual([`streams.orders.${option}`])
    expect(problems[0]?.message).toMatch(allowed)
  })

  it.each([
    [{ range: { from: true } }, 'range.from', /text or a number/],
    [{ range: { form: 1 } }, 'range.form', /no such option/],
    [{ tables: { tags: '' } }, 'tables.tags', />=1/],
    [{ tables: { tags: 7 } }, 'tables.tags', /string/],
    [{ columns: { price: 'money' } }, 'columns.price', /boolean, integer, float, decimal, text/],
    [{ columns: { price: { type: 'money' } } }, 'columns.price', /boolean, integer, float, decimal, text/],
    [{ columns: { price: { type: 'text', name: '' } } }, 'columns.price.name', />=1/],
    [{ maxDeleted: { share: 2, count: 1 } }, 'maxDeleted.share', /<=1/],
    [{ maxDeleted: { share: 0.1, count: 1, more: 1 } }, 'maxDeleted.more', /no such option/],
    [{ filter: { version: '', apply: () => true } }, 'filter.version', />=1/],
    // The empty path is the record itself.
    [{ fields: { exclude: [''] } }, 'fields.exclude[0]', />=1/],
    [{ json: ['a', 7] }, 'json[1]', /string/],
  ])('%j is refused at %s', (orders, path, allowed) => {
    const problems = problemsOf({ source, destination, streams: { orders } })
    expect(problems.map((problem) => problem.path)).toEqual([`streams.orders.${path}`])
    expect(problems[0]?.message).toMatch(allowed)
  })

  it.each([false, null, 'full', 1])('are true or an object, not %j', (orders) => {
    expect(problemsOf({ source, destination, streams: { orders } }).map(({ path }) => path)).toEqual(['streams.orders'])
  })
})

describe('parseOptions', () => {
  it('lists everything that is wrong in one error', () => {
    const options = {
      destination,
      batchsize: 5,
      concurrency: 0,
      streams: { orders: { mode: 'all', fields: 3, colums: {} }, 'a.b': { lookBack: -1 } },
    }
    const problems = problemsOf(options)
    expect(problems.map(({ path }) => path).sort()).toEqual([
      'batchsize',
      'concurrency',
      'source',
      'streams.a.b.lookBack',
      'streams.orders.colums',
      'streams.orders.fields',
      'streams.orders.mode',
    ])
    expect(() => parse(options)).toThrow(/^7 invalid options:\n(- .+\n?){7}$/)
  })

  it('puts a single problem into one line', () => {
    expect(() => parse({ source, destination, atomic: 1 })).toThrow(/^invalid option atomic: [^\n]+$/)
  })

  it.each([undefined, null, 'options', []])('refuses %j', (options) => {
    expect(problemsOf(options)).toHaveLength(1)
  })

  it('says how a source and a destination are made', () => {
    const problems = problemsOf({ source: 'clockify', destination: undefined })
    expect(problems.map(({ path, message }) => `${path} ${message}`)).toEqual([
      expect.stringContaining('source must be a source, as `defineSource` makes it'),
      expect.stringContaining('destination must be a destination, as `defineDestination` makes it'),
    ])
  })

  it('never quotes what it was given', () => {
    const options = {
      source: 'hunter2',
      destination,
      name: { key: 'hunter2' },
      logLevel: 'hunter2',
      streams: 'hunter2',
    }
    expect(problemsOf(options)).toHaveLength(4)
    expect(JSON.stringify(problemsOf(options))).not.toContain('hunter2')
  })
})

describe('plug-ins', () => {
  it.each([
    ['source', { source: { ...source, contract: 'v2' }, destination }, /^source shop speaks contract "v2".*"v1"/],
    ['source', { source: { ...source, contract: undefined }, destination }, /^source shop names no contract/],
    [
      'destination',
      { source, destination: { ...destination, contract: 'v0' } },
      /^destination idle speaks contract "v0"/,
    ],
  ])('a %s of another contract is refused', (_kind, options, message) => {
    expect(() => parse(options)).toThrow(UnsupportedContractError)
    expect(() => parse(options)).toThrow(message)
  })

  it('a destination that cannot publish in one transaction is refused', () => {
    expect(() => parse({ source, destination: idleDestination({ isAtomic: false }) })).toThrow(UnsupportedContractError)
  })
})
