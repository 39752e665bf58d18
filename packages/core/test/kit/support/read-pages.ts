import { pages } from '../../../src/plugin.ts'
import type { PagesOptions } from '../../../src/plugin.ts'
import type { Scripted } from './scripted.ts'

/** What a test reads in its own way. */
export type Choice = Partial<Omit<PagesOptions, 'client'>>

/** The ids that come, page by page. */
export async function readPages({ client }: Scripted, choice: Choice = {}): Promise<readonly (readonly unknown[])[]> {
  const { signal } = new AbortController()
  const found: (readonly unknown[])[] = []
  for await (const page of pages({ client, request: { path: '/items' }, signal, ...choice })) {
    found.push(
      page.records.map((record) =>
        typeof record === 'object' && record !== null ? Reflect.get(record, 'id') : record,
      ),
    )
  }
  return found
}
