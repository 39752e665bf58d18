/**
 * Code blocks in Markdown that are pulled from files.
 *
 *     <!-- from: examples/readme.ts -->            the whole file
 *     <!-- from: examples/readme.ts#connect -->    what stands between `// #region connect` and `// #endregion`
 *
 * The comment stands on the line before the block (an empty line between them is fine).
 */

export interface DocumentResult {
  /** The document with every block brought up to date. */
  readonly text: string
  readonly problems: readonly string[]
}

const fence = /^(`{3,}|~{3,})\s*(\S*)/
const reference = /^<!--\s*from:\s*(\S+?)(?:#(\S+))?\s*-->$/
const checkedLanguages: ReadonlySet<string> = new Set(['ts', 'typescript', 'mts', 'tsx'])

/** Compares the TypeScript blocks of a Markdown document with the files they come from. */
export function updateDocument(
  name: string,
  text: string,
  readSource: (path: string) => string | undefined,
): DocumentResult {
  const lines = text.split('\n')
  const updated: string[] = []
  const problems: string[] = []
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? ''
    updated.push(line)
    const opening = fence.exec(line)
    if (opening === null) continue
    const end = findFenceEnd(lines, index, opening[1] ?? '')
    const body = lines.slice(index + 1, end)
    updated.push(...expectedBody(opening[2] ?? '', index, body), lines[end] ?? '')
    index = end
  }
  return { text: updated.join('\n'), problems }

  function expectedBody(language: string, fenceIndex: number, body: readonly string[]): readonly string[] {
    if (!checkedLanguages.has(language)) return body
    const place = `${name}:${fenceIndex + 1}`
    const from = findReference(lines, fenceIndex)
    if (from === undefined) {
      problems.push(`${place}: a TypeScript block needs a comment <!-- from: examples/... --> before it`)
      return body
    }
    const source = readSource(from.path)
    const wanted = source === undefined ? undefined : extractRegion(source, from.region)
    if (wanted === undefined) {
      const region = from.region === undefined ? '' : ` with a region '${from.region}'`
      problems.push(`${place}: there is no file ${from.path}${region}`)
      return body
    }
    if (wanted.join('\n') !== body.join('\n')) {
      problems.push(`${place}: the block differs from ${from.path} (pnpm fix brings it up to date)`)
    }
    return wanted
  }
}

/** The lines of a file or of one region of it, without region markers and shared indentation. */
export function extractRegion(source: string, region?: string): readonly string[] | undefined {
  const lines = source.trimEnd().split('\n')
  const isMarker = (line: string): boolean => /^\s*\/\/ #(region|endregion)\b/.test(line)
  if (region === undefined) return lines.filter((line) => !isMarker(line))
  const start = lines.findIndex((line) => line.trim() === `// #region ${region}`)
  if (start === -1) return undefined
  const length = lines.slice(start + 1).findIndex((line) => line.trim().startsWith('// #endregion'))
  if (length === -1) return undefined
  return dedent(lines.slice(start + 1, start + 1 + length))
}

function dedent(lines: readonly string[]): readonly string[] {
  const depths = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length)
  const depth = Math.min(...depths)
  return lines.map((line) => line.slice(depth))
}

function findFenceEnd(lines: readonly string[], start: number, marker: string): number {
  const length = lines.slice(start + 1).findIndex((line) => line.trimEnd() === marker)
  return length === -1 ? lines.length : start + 1 + length
}

function findReference(
  lines: readonly string[],
  fenceIndex: number,
): { readonly path: string; readonly region: string | undefined } | undefined {
  let index = fenceIndex - 1
  if (lines[index]?.trim() === '') index--
  const match = reference.exec(lines[index]?.trim() ?? '')
  if (match?.[1] === undefined) return undefined
  return { path: match[1], region: match[2] }
}
