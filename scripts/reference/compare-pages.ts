import type { Page } from './page.ts'

/** Says what is missing in the sources, and which of the pages that stand (texts by name) are not what they should be. */
export function comparePages(pages: readonly Page[], standing: ReadonlyMap<string, string>): readonly string[] {
  const names = new Set(pages.map(({ name }) => name))
  const problems = new Set(pages.flatMap((page) => page.problems))
  for (const { name, text } of pages) {
    if (standing.get(name) !== text) problems.add(`docs/reference/${name}: is not up to date (pnpm fix rewrites it)`)
  }
  for (const name of standing.keys()) {
    if (!names.has(name)) problems.add(`docs/reference/${name}: nothing generates this page, remove it`)
  }
  return [...problems]
}
