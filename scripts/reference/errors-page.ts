import { errorCodes } from './error-codes.ts'
import type { CodeKind, FoundCode } from './find-codes.ts'
import { compareCodes, findUndocumented } from './find-problems.ts'
import { code, page, table } from './markdown.ts'
import type { Page } from './page.ts'
import type { ErrorClass } from './read-errors.ts'
import { pluginCodes } from './plugin-codes/all-plugin-codes.ts'
import type { PluginCodes } from './plugin-codes/plugin-codes.ts'
import { rejectCodes } from './reject-codes.ts'
import { warningCodes } from './warning-codes.ts'

/** A package beside the core, by its folder in `packages`, with the codes in its source. */
export interface FoundPlugin {
  readonly folder: string
  readonly found: readonly FoundCode[]
}

export function makeErrorsPage(
  classes: readonly ErrorClass[],
  found: readonly FoundCode[],
  plugins: readonly FoundPlugin[],
): Page {
  const rows = classes.map((error) => [code(error.name), code(error.code), retryableText(error), error.doc ?? ''])
  return {
    name: 'errors.md',
    text: page('Errors, rejects and warnings', [
      'All codes are stable. Match on a code, or on the `isInstance` of a class, never on a message.',
      '## Errors',
      'Everything thrown on purpose is a `MillraceError` with `code`, `isRetryable` and, where there is one, `cause`. ' +
        '`isRetryable` means: the same call may go through later without anything being changed.',
      ...table(['Class', '`code`', '`isRetryable`', 'Meaning'], rows),
      'A `SourceError` or `DestinationError` may have a code of its own plug-in, or one of these:',
      ...codeTable(errorCodes),
      ...plugins.flatMap(({ folder }) => pluginTable(folder, 'errors')),
      '## Rejects',
      'A record that cannot be stored is kept as a reject with one of these codes. A destination may add codes of its own.',
      ...codeTable(rejectCodes),
      ...plugins.flatMap(({ folder }) => pluginTable(folder, 'rejects')),
      '## Warnings',
      'A warning stands in the result and the record of the run, goes to the logger, and is the event `warning-raised`.',
      ...codeTable(warningCodes),
      ...plugins.flatMap(({ folder }) => pluginTable(folder, 'warnings')),
    ]),
    problems: [
      ...classes.flatMap((error) => findUndocumented(error.name, error)),
      ...compareCodes(ofKind(found, 'error'), errorCodes, 'scripts/reference/error-codes.ts'),
      ...compareCodes(ofKind(found, 'reject'), rejectCodes, 'scripts/reference/reject-codes.ts'),
      ...compareCodes(ofKind(found, 'warning'), warningCodes, 'scripts/reference/warning-codes.ts'),
      ...plugins.flatMap(comparePlugin),
    ],
  }
}

function comparePlugin(plugin: FoundPlugin): readonly string[] {
  const { errors = {}, rejects = {}, warnings = {} } = pluginCodes[plugin.folder] ?? {}
  const dataFile = `scripts/reference/plugin-codes/${plugin.folder}.ts`
  return [
    ...compareCodes(ofKind(plugin.found, 'error'), errors, dataFile),
    ...compareCodes(ofKind(plugin.found, 'reject'), rejects, dataFile),
    ...compareCodes(ofKind(plugin.found, 'warning'), warnings, dataFile),
  ]
}

function ofKind(found: readonly FoundCode[], kind: CodeKind): readonly FoundCode[] {
  return found.filter((candidate) => candidate.kind === kind)
}

function pluginTable(folder: string, kind: 'errors' | 'rejects' | 'warnings'): readonly string[] {
  const explained = pluginCodes[folder]?.[kind] ?? {}
  const isEmpty = Object.keys(explained).length === 0
  return isEmpty ? [] : [pluginHead(folder, kind), ...codeTable(explained)]
}

function pluginHead(folder: string, kind: keyof PluginCodes): string {
  const { classes = [] } = pluginCodes[folder] ?? {}
  const name = code(`@millrace/${folder}`)
  if (kind !== 'errors' || classes.length === 0) return `Of ${name}:`
  return `Of ${name}, in errors of the classes ${classes.map(code).join(', ')}:`
}

function codeTable(explained: Readonly<Record<string, string>>): readonly string[] {
  return table(
    ['Code', 'Meaning'],
    Object.entries(explained).map(([name, sentence]) => [code(name), sentence]),
  )
}

function retryableText({ isRetryable }: ErrorClass): string {
  if (isRetryable === undefined) return 'set by the plug-in, else no'
  if (typeof isRetryable === 'string') return code(isRetryable)
  return isRetryable ? 'yes' : 'no'
}
