/** The pages that list types member by member. What a page lists is written down here, in its order. */

import ts from 'typescript'
import { describeType } from './describe-type.ts'
import { findUndocumentedMembers } from './find-problems.ts'
import { code, page, table } from './markdown.ts'
import type { Page, ReadSource } from './page.ts'
import { readType } from './read-types.ts'

/** Files of a package, each with its types. */
export type Listed = readonly (readonly [file: string, ...names: string[]])[]

const optionTypes: Listed = [
  ['run/options/pipeline-options.ts', 'PipelineOptions', 'SharedOptions', 'StreamOptions'],
  ['run/options/pipeline-options.ts', 'Versioned', 'FilterFunction', 'TransformFunction', 'PipelineRecord'],
  ['contract/read-request.ts', 'RunMode', 'CursorRange'],
  ['contract/publish.ts', 'DeletionPolicy'],
  ['tables/table-engine.ts', 'Naming', 'DriftPolicy'],
]

const contractTypes: Listed = [
  ['contract/source.ts', 'Source'],
  ['contract/stream.ts', 'StreamDefinition', 'Stream', 'StreamContext', 'Confirmation'],
  ['contract/read-request.ts', 'ReadRequest', 'ReadMode', 'RunMode', 'CursorRange'],
  ['contract/context.ts', 'Context'],
  ['contract/part.ts', 'Part'],
  ['contract/key.ts', 'Key', 'KeyValue'],
  ['contract/scope.ts', 'Scope', 'ScopeRange', 'ScopeValue'],
  ['contract/declarations.ts', 'TableDeclaration', 'ColumnDeclaration'],
  ['contract/column-type.ts', 'ColumnType'],
  ['contract/destination.ts', 'Destination', 'OpenRequest'],
  ['contract/session.ts', 'Session', 'StreamState', 'Attempt', 'MissingRequest'],
  ['contract/destination.ts', 'PipelineState'],
  ['contract/batch.ts', 'StageBatch', 'TableBatch', 'ColumnBatch', 'RowOperation', 'StageAnswer', 'RejectedRow'],
  ['contract/column-type.ts', 'CellValue'],
  ['contract/key.ts', 'RowKey'],
  ['contract/table-schema.ts', 'StreamSchema', 'TableSchema', 'ColumnSchema', 'ColumnRole', 'TableStep'],
  ['contract/stream-description.ts', 'StreamDescription'],
  ['kit/diagram-streams.ts', 'DiagramOptions'],
  ['kit/to-mermaid.ts', 'MermaidOptions'],
  ['contract/schema-change.ts', 'SchemaChange', 'SchemaAnswer', 'RefusedWidening', 'DefinitionRecord'],
  ['contract/generation.ts', 'Generation', 'GenerationPartition'],
  ['contract/publish.ts', 'Publish', 'StreamPublish', 'PublishedPartition', 'PartitionCommit', 'PartitionStage'],
  [
    'contract/publish.ts',
    'NewSavepoint',
    'PublishOutcome',
    'StreamOutcome',
    'TableOutcome',
    'RowScope',
    'RowCondition',
  ],
  ['contract/savepoint.ts', 'StoredSavepoint'],
  ['contract/reject.ts', 'Reject'],
  ['contract/run-record.ts', 'RunRecord', 'StreamRecord', 'LedgerCounts', 'RunWarning'],
  ['contract/connector.ts', 'Connector'],
  ['kit/define-source.ts', 'SourceOptions'],
  ['kit/define-connector.ts', 'ConnectorOptions'],
  ['kit/define-destination.ts', 'DestinationOptions'],
  ['contract/errors/millrace-error.ts', 'ErrorOptions'],
]

export function makeOptionsPage(readSource: ReadSource): Page {
  const intro = 'What `runPipeline`, `planPipeline` and `checkPipeline` take.'
  return makeTypePage({ name: 'options.md', title: 'Options', intro, listed: optionTypes }, readSource)
}

export function makeContractPage(readSource: ReadSource): Page {
  const intro =
    'What sources and destinations have to be. Import the types from `@millrace/core/plugin`; paths of fields, columns and ' +
    'tables are texts such as `timeInterval.start`.'
  return makeTypePage({ name: 'contract.md', title: 'Contract', intro, listed: contractTypes }, readSource)
}

export function makeCapabilitiesPage(readSource: ReadSource): Page {
  const file = readSource('contract/capabilities.ts')
  const type = readType(file, 'Capabilities')
  const defaults = readObject(file, 'defaultCapabilities')
  const rows = type.members.map((member) => [
    code(member.name),
    code(member.type),
    code(defaults.get(member.name) ?? ''),
    member.doc ?? '',
  ])
  const columnType = readType(readSource('contract/column-type.ts'), 'ColumnType')
  return {
    name: 'capabilities.md',
    text: page('Capabilities', [
      type.doc ?? '',
      ...table(['Capability', 'Type', 'Default', 'Meaning'], rows),
      '`columnTypes` are all there are; see [ColumnType](contract.md#columntype).',
    ]),
    problems: [...findUndocumentedMembers(type), ...findUndocumentedMembers(columnType)],
  }
}

/** A page of types, one after the other. */
export function makeTypePage(
  given: {
    readonly name: string
    readonly title: string
    readonly intro: string
    readonly listed: Listed
    /** Where the types stand. Default: the core. */
    readonly folder?: string
  },
  readSource: ReadSource,
): Page {
  const { name, title, intro, listed, folder } = given
  const types = listed.flatMap(([file, ...names]) => names.map((type) => readType(readSource(file), type)))
  return {
    name,
    text: page(title, [intro, ...types.flatMap(describeType)], folder),
    problems: types.flatMap(findUndocumentedMembers),
  }
}

/** The texts of the values in a constant that is an object literal. */
function readObject(file: ts.SourceFile, name: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue
    for (const { name: identifier, initializer } of statement.declarationList.declarations) {
      if (identifier.getText(file) !== name || initializer === undefined) continue
      if (!ts.isObjectLiteralExpression(initializer)) continue
      for (const property of initializer.properties) {
        if (!ts.isPropertyAssignment(property)) continue
        values.set(property.name.getText(file), property.initializer.getText(file))
      }
    }
  }
  return values
}
