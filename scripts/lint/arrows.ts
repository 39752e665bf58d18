/**
 * The arrows: which folder may import which.
 *
 *     contract <- kit <- tables <- run        inside packages/core/src
 *     @millrace/core/plugin <- plug-ins       between packages
 *
 * A folder or package that is not listed here may import nothing of the others, so that a new one has to be placed first.
 */

import { posix } from 'node:path'

/** Folders (and root files) of packages/core/src, each with the ones it may import besides itself. */
const coreArrows: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  kit: ['contract'],
  tables: ['contract', 'kit'],
  memory: ['contract', 'kit'],
  run: ['contract', 'kit', 'tables'],
  'plugin.ts': ['contract', 'kit', 'tables'],
  'index.ts': ['contract', 'kit', 'tables', 'memory', 'run'],
}

/** Packages, each with the workspace modules it may import. A package not listed is a plug-in. */
const packageArrows: Readonly<Record<string, readonly string[]>> = {
  core: [],
  testkit: ['@millrace/core', '@millrace/core/plugin'],
  'clockify-stand-in': [],
  manager: ['@millrace/core', '@millrace/core/plugin'],
  server: ['@millrace/core', '@millrace/manager'],
}

const pluginArrows: readonly string[] = ['@millrace/core/plugin']

/** Says what is wrong with an import, or nothing when it is allowed. `file` is relative to the workspace root. */
export function findForbiddenImport(file: string, specifier: string): string | undefined {
  const [root, packageName, area] = file.split('/')
  if (root !== 'packages' || packageName === undefined) return findDeepImport(file, specifier)
  if (isRelative(specifier)) return findForbiddenRelativeImport(file, packageName, specifier)
  if (area !== 'src' || isTest(file)) return undefined
  if (specifier.startsWith('@millrace/')) return findForbiddenPackageImport(packageName, specifier)
  // Settings are described by a zod schema, so that they can be shown as a form.
  if (packageName === 'core' && coreFolderOf(file) === 'contract' && specifier !== 'zod') {
    return `contract imports nothing from outside its folder, not even '${specifier}'`
  }
  return undefined
}

function findDeepImport(file: string, specifier: string): string | undefined {
  if (!isRelative(specifier)) return undefined
  const target = resolveImport(file, specifier)
  if (!target.startsWith('packages/')) return undefined
  return `'${target}' is reached by its path: import the package by its name instead`
}

function findForbiddenRelativeImport(file: string, packageName: string, specifier: string): string | undefined {
  const target = resolveImport(file, specifier)
  const packageRoot = `packages/${packageName}/`
  if (file.startsWith(`${packageRoot}src/`) && !target.startsWith(packageRoot)) {
    return `'${target}' is outside the package: import other packages by their names`
  }
  if (packageName !== 'core' || isTest(file) || !file.startsWith('packages/core/src/')) return undefined
  if (!target.startsWith('packages/core/src/')) return `'${target}' is outside of packages/core/src`
  const from = coreFolderOf(file)
  const to = coreFolderOf(target)
  if (from === to && !from.endsWith('.ts')) return undefined
  const allowed = coreArrows[from]
  if (allowed === undefined) return `'${from}' has no place among the arrows yet: add it to scripts/lint/arrows.ts`
  if (allowed.includes(to)) return undefined
  return `${from} may not import ${to} (it may import: ${allowed.join(', ') || 'nothing'})`
}

function findForbiddenPackageImport(packageName: string, specifier: string): string | undefined {
  const allowed = packageArrows[packageName] ?? pluginArrows
  if (allowed.includes(specifier)) return undefined
  return `packages/${packageName} may not import '${specifier}' (it may import: ${allowed.join(', ') || 'no other package'})`
}

/** The first path segment under packages/core/src: a folder, or a file standing at its root. */
function coreFolderOf(file: string): string {
  return file.split('/')[3] ?? ''
}

function resolveImport(file: string, specifier: string): string {
  return posix.join(posix.dirname(file), specifier)
}

function isRelative(specifier: string): boolean {
  return /^\.\.?(\/|$)/.test(specifier)
}

function isTest(file: string): boolean {
  return /\.(test|test-d)\.ts$/.test(file)
}
