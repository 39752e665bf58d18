/**
 * Checks the published packages as their users get them: packs each one, has publint and are-the-types-wrong look at the
 * tarball, installs all tarballs into an empty project and imports every export, once with plain Node and once with tsc.
 *
 * Builds first, unless called with `--built`.
 */

import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { runCommand, type CommandOptions } from './run-command.ts'

interface PublishedPackage {
  readonly name: string
  readonly folder: string
  readonly tarball: string
  /** Import specifiers of everything that is exported, such as `@millrace/core/plugin`. */
  readonly entries: readonly string[]
}

interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly publishConfig?: { readonly exports?: Readonly<Record<string, unknown>> }
}

const root = join(import.meta.dirname, '..')
const temporaryFolder = mkdtempSync(join(tmpdir(), 'millrace-packages-'))

try {
  if (!process.argv.includes('--built')) await run('pnpm', ['run', 'build'], { cwd: root })
  const packages: PublishedPackage[] = []
  for (const manifestFile of globSync('packages/*/package.json', { cwd: root }).toSorted()) {
    const packed = await pack(join(root, dirname(manifestFile)))
    if (packed !== undefined) packages.push(packed)
  }
  for (const { tarball } of packages) {
    await run('publint', [tarball, '--strict'])
    await run('attw', [tarball, '--profile', 'esm-only', '--no-emoji'])
  }
  await useInEmptyProject(packages)
  console.log(`packed, checked and used: ${packages.map(({ name }) => name).join(', ')}`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  rmSync(temporaryFolder, { recursive: true, force: true })
}

async function pack(folder: string): Promise<PublishedPackage | undefined> {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  if (manifest.private === true) return undefined
  const exported = manifest.publishConfig?.exports
  if (exported === undefined) throw new Error(`${manifest.name}: package.json has no publishConfig.exports`)
  const tarball = join(temporaryFolder, `${manifest.name.replace('@', '').replace('/', '-')}.tgz`)
  await run('pnpm', ['pack', '--out', tarball], { cwd: folder })
  const manifestText = await run('tar', ['-xzOf', tarball, 'package/package.json'])
  for (const unwanted of ['millrace-source', 'workspace:']) {
    if (manifestText.includes(unwanted)) throw new Error(`${manifest.name}: the packed package.json has '${unwanted}'`)
  }
  const entries = Object.keys(exported)
    .filter((path) => path !== './package.json')
    .map((path) => manifest.name + path.slice(1))
  return { name: manifest.name, folder, tarball, entries }
}

async function useInEmptyProject(packages: readonly PublishedPackage[]): Promise<void> {
  const project = join(temporaryFolder, 'project')
  mkdirSync(project)
  const entries = packages.flatMap(({ entries }) => entries)
  const program = entries.map(
    (entry, index) =>
      `import * as module${index} from '${entry}'\nconsole.log('${entry}', Object.keys(module${index}).length)`,
  )
  const dependencies = Object.fromEntries(packages.map(({ name, tarball }) => [name, `file:${tarball}`]))
  writeJson(join(project, 'package.json'), {
    name: 'empty-project',
    private: true,
    type: 'module',
    dependencies: { ...dependencies, '@types/node': installedVersion('@types/node') },
  })
  writeJson(join(project, 'tsconfig.json'), {
    compilerOptions: { module: 'nodenext', target: 'es2024', strict: true, noEmit: true, types: ['node'] },
    files: ['program.ts'],
  })
  writeFileSync(join(project, 'program.js'), `${program.join('\n')}\n`)
  writeFileSync(join(project, 'program.ts'), `${program.join('\n')}\n`)
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: project })
  await run('node', ['program.js'], { cwd: project, env: { NODE_OPTIONS: '' } })
  await run('tsc', ['--project', 'tsconfig.json'], { cwd: project })
}

function installedVersion(name: string): string {
  const manifest = readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')
  return (JSON.parse(manifest) as { readonly version: string }).version
}

function writeJson(file: string, value: unknown): void {
  writeFileSync(file, JSON.stringify(value, undefined, 2))
}

async function run(command: string, args: readonly string[], options?: CommandOptions): Promise<string> {
  const { exitCode, stdout, output } = await runCommand(command, args, options)
  if (exitCode !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${output}`)
  return stdout
}
