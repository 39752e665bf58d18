/** Makes the pages of docs/reference from the doc comments of packages/core/src and packages/manager/src, and the codes of all packages. */

import { globSync } from 'node:fs'
import { basename, join } from 'node:path'
import ts from 'typescript'
import { makeErrorsPage } from './reference/errors-page.ts'
import { makeEventsPage } from './reference/events-page.ts'
import { findCodes } from './reference/find-codes.ts'
import type { Page, ReadSource } from './reference/page.ts'
import { readErrors } from './reference/read-errors.ts'
import { makeManagerPage } from './reference/manager-page.ts'
import { makeCapabilitiesPage, makeContractPage, makeOptionsPage } from './reference/type-pages.ts'

const sourceFolder = 'packages/core/src'
const managerFolder = 'packages/manager'
const pluginFolders = 'packages/{connector,source,destination}-*'

/** All pages. `root` is the folder of the workspace; nothing is written. */
export function generateReference(root: string): readonly Page[] {
  const program = createProgram(root)
  const folder = `${root}/${sourceFolder}`
  const readSource = readerIn(program, root, sourceFolder)
  const files = filesIn(program, folder)
  const inFolder = (file: ts.SourceFile, name: string): boolean => file.fileName.startsWith(`${folder}/${name}/`)
  const classes = files
    .filter((file) => inFolder(file, 'contract/errors') || inFolder(file, 'run'))
    .flatMap(readErrors)
    .sort((left, right) => (left.name < right.name ? -1 : 1))
  const found = findCodes(
    program,
    files.filter((file) => !inFolder(file, 'contract')),
  )
  const plugins = globSync([pluginFolders, managerFolder], { cwd: root })
    .toSorted()
    .map((path) => ({ folder: basename(path), found: findCodes(program, filesIn(program, `${root}/${path}/src`)) }))
  const pages = [
    makeOptionsPage(readSource),
    makeContractPage(readSource),
    makeCapabilitiesPage(readSource),
    makeEventsPage(readSource),
    makeErrorsPage(classes, found, plugins),
    makeManagerPage(readerIn(program, root, `${managerFolder}/src`)),
  ]
  const withoutRoot = (problem: string): string => problem.replaceAll(`${root}/`, '')
  return pages.map((page) => ({ ...page, problems: page.problems.map(withoutRoot) }))
}

function readerIn(program: ts.Program, root: string, folder: string): ReadSource {
  return (path) => {
    const file = program.getSourceFile(`${root}/${folder}/${path}`)
    if (file === undefined) throw new Error(`there is no file ${folder}/${path}`)
    return file
  }
}

function filesIn(program: ts.Program, folder: string): readonly ts.SourceFile[] {
  return program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(`${folder}/`))
}

function createProgram(root: string): ts.Program {
  const config = ts.getParsedCommandLineOfConfigFile(join(root, 'tsconfig.json'), {}, configHost)
  if (config === undefined) throw new Error('tsconfig.json cannot be read')
  const sources = [sourceFolder, `${managerFolder}/src`, `${pluginFolders}/src`].map((path) => `${path}/**/*.ts`)
  const names = globSync(sources, { cwd: root, exclude: ['**/*.test.ts', '**/*.test-d.ts', '**/testing/**'] })
  const rootNames = names.toSorted().map((name) => join(root, name))
  // The printer can only quote texts as they stand in nodes that know their parents.
  const host = ts.createCompilerHost(config.options, true)
  return ts.createProgram({ rootNames, options: config.options, host })
}

const configHost: ts.ParseConfigFileHost = {
  ...ts.sys,
  onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
    throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'))
  },
}
