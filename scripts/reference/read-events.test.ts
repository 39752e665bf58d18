import ts from 'typescript'
import { expect, test } from 'vitest'
import { makeEventsPage } from './events-page.ts'
import { readEvents } from './read-events.ts'

const text = `
interface Located {
  readonly stream: string
}

export type RunEvent =
  /** It begins. */
  | { readonly type: 'started'; readonly run: string }
  | ({
      readonly type: 'staged'
      /** Rough. */
      readonly bytes: number
    } & Located)
`
const file = ts.createSourceFile('run-event.ts', text, ts.ScriptTarget.Latest, true)

test('events are read with all their fields, those of interfaces included', () => {
  const events = readEvents(file, 'RunEvent')
  expect(events.map(({ type, doc, fields }) => ({ type, doc, fields: fields.map(({ name }) => name) }))).toEqual([
    { type: 'started', doc: 'It begins.', fields: ['run'] },
    { type: 'staged', doc: undefined, fields: ['bytes', 'stream'] },
  ])
})

test('the page lists them, and an event without a doc comment is reported', () => {
  const page = makeEventsPage(() => file)
  expect(page.text).toContain('| `started` | `run: string` | It begins. |\n')
  expect(page.text).toContain('| `staged` | `bytes: number` Rough.<br>`stream: string` |  |\n')
  expect(page.problems).toEqual(['run-event.ts:9: RunEvent, member staged, has no doc comment'])
})
