import { defaultCapabilities } from '@millrace/core/plugin'
import { codeOf } from '../rejection.ts'
import { families, people, visits } from '../samples.ts'
import { testReject } from '../test-reject.ts'
import type { Suite } from '../suite.ts'

/** What a destination says of itself, and what remains when sessions come and go. */
export function lifecycleGroup({ expect, group, test, isOn }: Suite): void {
  group('lifecycle', () => {
    test('the destination says what it is', async ({ destination }) => {
      expect(destination.contract).toBe('v1')
      expect(destination.name).toMatch(/^[a-z][a-z0-9-]*$/)
      expect(Object.keys(destination.capabilities).sort()).toEqual(Object.keys(defaultCapabilities).sort())
      expect(destination.capabilities.isAtomic).toBe(true)
    })

    test('toggles agree with the capabilities', async ({ destination: { capabilities } }) => {
      expect({ deltas: isOn('deltas'), multiProcess: isOn('multiProcess') }).toEqual({
        deltas: capabilities.hasDeltas,
        multiProcess: capabilities.isMultiProcess,
      })
    })

    test('check passes on an empty destination and leaves nothing', async (bed) => {
      await bed.check()
      expect(await bed.tableNames()).toEqual([])
      expect(await bed.inspect()).toEqual({ streams: [], runs: [], isBusy: false })
    })

    test('inspect answers for a pipeline that never ran, and changes nothing', async (bed) => {
      expect(await bed.inspect('never')).toEqual({ streams: [], runs: [], isBusy: false })
      expect(await bed.tableNames()).toEqual([])
    })

    test('runs are counted from 1 over all pipelines, and recorded as running at once', async (bed) => {
      await using first = await bed.open({ pipeline: 'shop' })
      await using second = await bed.open({ pipeline: 'library' })
      expect([first.session.runNumber, second.session.runNumber]).toEqual([1, 2])
      expect((await bed.inspect('shop')).runs).toEqual([first.record()])
      expect((await bed.inspect('library')).runs).toEqual([second.record()])
    })

    test('a publish replaces the run record, also one without streams', async (bed) => {
      await using run = await bed.open()
      const ended = run.record({ status: 'succeeded', endedAt: '2026-01-01T00:01:00.000Z' })
      await run.publish([], ended)
      expect((await bed.inspect()).runs).toEqual([ended])
    })

    test('run records come newest first, as many as were asked for', async (bed) => {
      for (const run of ['one', 'two', 'three']) {
        await using opened = await bed.open({ run })
        await opened.publish([], { status: 'succeeded' })
      }
      const ids = async (maxRuns: number): Promise<readonly string[]> =>
        (await bed.inspect('shop', maxRuns)).runs.map(({ id }) => id)
      expect(await ids(100)).toEqual(['three', 'two', 'one'])
      expect(await ids(2)).toEqual(['three', 'two'])
    })

    test('a run record is given back as it was stored', async (bed) => {
      await using run = await bed.open({ run: `it's "quoted" \\ 日本語` })
      const record = run.record({
        status: 'paused',
        resumeAt: '2026-01-01T01:00:00.000Z',
        warnings: [{ code: 'odd', message: 'naïve\n"text"', stream: 'people' }],
        error: 'one\ntwo',
      })
      await run.publish([], record)
      expect((await bed.inspect()).runs).toEqual([record])
    })

    test('a stream that nobody made has version 0 and nothing else', async (bed) => {
      await using run = await bed.open()
      const { schema, ...state } = await run.read(people)
      expect({ version: schema.version, tables: schema.tables }).toEqual({ version: 0, tables: [] })
      expect({ ...state, definition: state.definition ?? 'none', generation: state.generation ?? 'none' }).toEqual({
        stream: 'people',
        definition: 'none',
        savepoints: [],
        generation: 'none',
        rejects: 0,
        hasRows: false,
      })
    })

    test('disposing removes what was staged and not published', async (bed) => {
      {
        await using run = await bed.open()
        await run.create(people)
        await (await run.begin(people)).stage({ id: 1, name: 'Ada' })
      }
      await using next = await bed.open()
      await (await next.begin(people)).publish()
      expect(await bed.records(people)).toEqual([])
    })

    test('disposing twice is harmless', async (bed) => {
      const run = await bed.open()
      await run.session[Symbol.asyncDispose]()
      await run.session[Symbol.asyncDispose]()
      await using next = await bed.open()
      expect(await codeOf(bed.open())).toBe('pipeline_busy')
      expect(next.session.endedRuns.filter(({ id }) => id !== run.id)).toEqual([])
    })

    test('two streams of one pipeline and one stream of two pipelines keep to themselves', async (bed) => {
      await bed.load(people, [{ id: 1, name: 'Ada' }], { savepoint: 'shop' })
      await bed.load(visits, [{ page: '/' }])
      const theirs = people.with({ table: 'their_people' })
      await using other = await bed.open({ pipeline: 'library' })
      await other.create(theirs)
      await other.load(theirs, [{ id: 1, name: 'Bob' }], { savepoint: 'library' })
      expect(await bed.records(people)).toEqual([{ id: 1, name: 'Ada' }])
      expect(await bed.records(theirs)).toEqual([{ id: 1, name: 'Bob' }])
      const streams = (await bed.inspect('shop')).streams.map(({ stream }) => stream)
      expect([...streams].sort()).toEqual(['people', 'visits'])
      const values = (await other.read(theirs)).savepoints.map(({ value }) => value)
      expect(values).toEqual(['library'])
    })

    test(
      'everything that was published is there when the store is opened anew',
      async (bed) => {
        const record = { id: 1, name: 'Byron', pets: [{ name: 'Boatswain', toys: [{ label: 'bone' }] }] }
        await bed.load(families, [record], { savepoint: { page: 2 }, addedRejects: [testReject('families', 'r1')] })
        const before = await bed.snapshot(families)
        await bed.reopen()
        expect(await bed.snapshot(families)).toEqual(before)
        await using run = await bed.open()
        expect(run.session.runNumber).toBe(2)
        expect((await run.begin(families)).attempt.sequence).toBe(1)
      },
      ['reopen'],
    )
  })
}
