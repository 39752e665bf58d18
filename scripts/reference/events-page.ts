import { findUndocumented } from './find-problems.ts'
import { code, page, table } from './markdown.ts'
import type { Page, ReadSource } from './page.ts'
import { readEvents } from './read-events.ts'

export function makeEventsPage(readSource: ReadSource): Page {
  const events = readEvents(readSource('run/run-event.ts'), 'RunEvent')
  const rows = events.map(({ type, fields, doc = '' }) => [
    code(type),
    fields.map((field) => code(`${field.name}: ${field.type}`) + (field.doc ? ` ${field.doc}` : '')).join('\n\n'),
    doc,
  ])
  return {
    name: 'events.md',
    text: page('Events', [
      'What the option `onEvent` is called with. The `type` tells the events apart.',
      ...table(['Event', 'Fields', 'Meaning'], rows),
    ]),
    problems: events.flatMap((event) => findUndocumented(`RunEvent, member ${event.type},`, event)),
  }
}
