import { codeOf, notRefused, rejectionOf } from '../rejection.ts'
import { people } from '../samples.ts'
import type { Suite } from '../suite.ts'
import type { TestRun } from '../test-run.ts'

const calls: readonly [name: string, call: (run: TestRun) => Promise<unknown>][] = [
  ['renewLease', (run) => run.session.renewLease({ signal: run.signal })],
  ['readStream', (run) => run.read(people)],
  ['changeSchema', (run) => run.change(people.with({ table: 'persons' }), { expectedVersion: 1 })],
  ['beginGeneration', (run) => run.beginGeneration(people)],
  ['discardGeneration', (run) => run.session.discardGeneration({ stream: 'people', signal: run.signal })],
  ['beginAttempt', (run) => run.begin(people)],
  ['findMissing', (run) => run.findMissing(people, { scopes: [[]] })],
  ['readMissing', (run) => run.missingKeys(people)],
  ['keepMissing', (run) => run.keepMissing(people, [[1]])],
  ['readRejects', (run) => run.rejects(people)],
  ['publish', (run) => run.publish([])],
]

/** Every call gives up when its signal says so: with the signal's reason, and as if it had not been made. */
export function cancellationGroup({ expect, group, test }: Suite): void {
  group('cancellation', () => {
    for (const [name, call] of calls) {
      test(`${name} under an aborted signal rejects with its reason and changes nothing`, async (bed) => {
        await bed.load(people, [{ id: 1, name: 'Ada' }], { savepoint: 'one' })
        await using run = await bed.open()
        const before = await bed.snapshot(people)
        const reason = new Error(`${name} was given up`)
        expect(await rejectionOf(call(run.under(AbortSignal.abort(reason))))).toBe(reason)
        expect(await bed.snapshot(people)).toEqual(before)
        await run.load(people, [{ id: 1, name: 'after' }])
        expect(await bed.records(people)).toEqual([{ id: 1, name: 'after' }])
      })
    }

    test('open under an aborted signal takes no lease and records no run', async (bed) => {
      const reason = new Error('given up')
      expect(await rejectionOf(bed.open({ signal: AbortSignal.abort(reason) }))).toBe(reason)
      expect(await bed.inspect()).toEqual({ streams: [], runs: [], isBusy: false })
      await using run = await bed.open()
      expect(run.session.runNumber).toBe(1)
    })

    test('stage under an aborted signal stages nothing, and the attempt goes on', async (bed) => {
      await using run = await bed.open()
      await run.create(people)
      const partition = await run.begin(people)
      await partition.stage({ id: 1, name: 'before' })
      const reason = new Error('given up')
      const aborted = run.session.stage({
        ...partition.batch({ id: 2, name: 'aborted' }),
        signal: AbortSignal.abort(reason),
      })
      expect(await rejectionOf(aborted)).toBe(reason)
      await partition.stage({ id: 3, name: 'after' })
      await partition.publish()
      expect((await bed.records(people)).map(({ name }) => name)).toEqual(['before', 'after'])
    })

    test('stagePartition under an aborted signal makes nothing durable', async (bed) => {
      await using run = await bed.open()
      await run.create(people)
      const generation = await run.beginGeneration(people)
      const partition = await run.begin(people, '', generation)
      await partition.stage({ id: 1, name: 'Ada' })
      const before = await bed.snapshot(people)
      const reason = new Error('given up')
      const aborted = run.session.stagePartition({
        stream: 'people',
        generation: generation.id,
        partition: '',
        attempt: partition.attempt.attempt,
        previousSequence: 0,
        savepoint: undefined,
        isDone: true,
        records: 1,
        suspendsDeletions: false,
        scopes: [],
        addedRejects: [],
        removedRejects: [],
        signal: AbortSignal.abort(reason),
      })
      expect(await rejectionOf(aborted)).toBe(reason)
      expect(await bed.snapshot(people)).toEqual(before)
      await partition.stageDurably({ isDone: true })
      expect((await run.read(people)).generation?.partitions[0]?.isDone).toBe(true)
    })

    test('a publish that is given up on its way has either happened or not', async (bed) => {
      await using run = await bed.open()
      await run.create(people)
      for (const delay of [0, 1, 2]) {
        const partition = await run.begin(people)
        await partition.stage(...Array.from({ length: 500 }, (_, id) => ({ id, name: `round ${delay}` })))
        const before = await bed.snapshot(people)
        const controller = new AbortController()
        const reason = new Error('given up')
        const publishing = run.under(controller.signal).publish([partition.plan({ savepoint: delay })])
        for (let turn = 0; turn < delay; turn += 1) await Promise.resolve()
        controller.abort(reason)
        const rejection = await rejectionOf(publishing)
        if (rejection === reason) {
          expect(await bed.snapshot(people)).toEqual(before)
        } else {
          expect(rejection).toBe(notRefused)
          expect(new Set((await bed.records(people)).map(({ name }) => name))).toEqual(new Set([`round ${delay}`]))
        }
      }
    })

    test('a signal that is aborted after its call is over harms nothing', async (bed) => {
      await using run = await bed.open()
      const controller = new AbortController()
      const other = run.under(controller.signal)
      await other.create(people)
      await other.load(people, [{ id: 1, name: 'Ada' }])
      controller.abort(new Error('too late'))
      await run.load(people, [{ id: 2, name: 'Bob' }])
      expect(await bed.records(people)).toHaveLength(2)
      expect(await codeOf(bed.open())).toBe('pipeline_busy')
    })
  })
}
