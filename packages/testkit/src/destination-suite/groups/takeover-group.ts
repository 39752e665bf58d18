import { codeOf, rejectionOf } from '../rejection.ts'
import { people } from '../samples.ts'
import type { Suite } from '../suite.ts'

/** A run that was silent too long wakes up after another took the pipeline: it can do no harm. */
export function takeoverGroup({ expect, group, test }: Suite): void {
  group('takeover', () => {
    test(
      'an overtaken session can neither publish, stage durably, change a schema nor renew',
      async (bed) => {
        const late = await bed.open()
        await late.create(people)
        const partition = await late.begin(people)
        await partition.stage({ id: 1, name: 'late' })
        const generation = await late.beginGeneration(people)
        const staged = await late.begin(people, '', generation)
        await staged.stage({ id: 1, name: 'late' })
        await bed.expireLeases()
        await using next = await bed.open()
        const before = await bed.snapshot(people)
        const wider = people.with({ columns: { name: 'text', age: 'integer', city: 'text' } })
        expect([
          await codeOf(partition.publish({ savepoint: 'late' })),
          await codeOf(staged.stageDurably({ isDone: true })),
          await codeOf(late.change(wider, { expectedVersion: 1 })),
          await codeOf(late.session.renewLease({ signal: late.signal })),
          await codeOf(late.publish([], { status: 'succeeded' })),
        ]).toEqual(['lease_lost', 'lease_lost', 'lease_lost', 'lease_lost', 'lease_lost'])
        expect(await bed.snapshot(people)).toEqual(before)
        expect(next.session.endedRuns.map(({ id }) => id)).toEqual([late.id])
      },
      ['clock'],
    )

    test(
      'what an overtaken session goes on doing does not reach its successor',
      async (bed) => {
        const late = await bed.open()
        await late.create(people)
        const old = await late.begin(people)
        await old.stage({ id: 1, name: 'late' })
        await bed.expireLeases()
        await using next = await bed.open()
        const partition = await next.begin(people)
        await partition.stage({ id: 2, name: 'next' })
        await rejectionOf(old.stage({ id: 3, name: 'late' }))
        await rejectionOf(late.begin(people))
        await rejectionOf(late.session.discardGeneration({ stream: 'people', signal: late.signal }))
        await rejectionOf(late.findMissing(people, { scopes: [[]] }))
        await late.session[Symbol.asyncDispose]()
        expect(await codeOf(bed.open())).toBe('pipeline_busy')
        await partition.stage({ id: 4, name: 'next' })
        await partition.publish({ savepoint: 'next' })
        expect(await bed.records(people)).toEqual([
          { id: 2, name: 'next' },
          { id: 4, name: 'next' },
        ])
      },
      ['clock'],
    )

    test(
      'an overtaken session cannot discard or open a generation',
      async (bed) => {
        const late = await bed.open()
        await late.create(people)
        const generation = await late.beginGeneration(people)
        await bed.expireLeases()
        await using next = await bed.open()
        const discarding = late.session.discardGeneration({ stream: 'people', signal: late.signal })
        expect(await codeOf(discarding)).toBe('lease_lost')
        expect((await next.read(people)).generation?.id).toBe(generation.id)
        await next.session.discardGeneration({ stream: 'people', signal: next.signal })
        expect(await codeOf(late.beginGeneration(people))).toBe('lease_lost')
        expect((await next.read(people)).generation).toBe(undefined)
      },
      ['clock'],
    )

    test(
      'the staging of a dead run is gone, its published state is not',
      async (bed) => {
        const dead = await bed.open()
        await dead.create(people)
        await dead.load(people, [{ id: 1, name: 'published' }], { savepoint: 'one' })
        await (await dead.begin(people)).stage({ id: 2, name: 'staged' })
        await bed.expireLeases()
        await using next = await bed.open()
        const partition = await next.begin(people)
        expect(partition.attempt.savepoint?.value).toBe('one')
        await partition.stage({ id: 3, name: 'next' })
        await partition.publish()
        expect(await bed.records(people)).toEqual([
          { id: 1, name: 'published' },
          { id: 3, name: 'next' },
        ])
      },
      ['clock'],
    )
  })
}
