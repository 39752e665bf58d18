/** The rules of this repository, as an oxlint plug-in. */

import { relative, resolve, sep } from 'node:path'
import { findForbiddenImport } from './arrows.ts'

/** The part of a syntax tree node that the rule reads; import and export declarations without a source have `null`. */
interface ImportingNode {
  readonly source?: { readonly type: string; readonly value?: unknown } | null
}

/** The part of oxlint's rule context that the rule uses. */
interface RuleContext {
  readonly filename: string
  report(problem: { readonly node: ImportingNode; readonly message: string }): void
}

const workspaceRoot = resolve(import.meta.dirname, '../..')

interface Rule {
  readonly meta: { readonly type: string }
  create(context: RuleContext): Record<string, (node: ImportingNode) => void>
}

interface Plugin {
  readonly meta: { readonly name: string }
  readonly rules: Readonly<Record<string, Rule>>
}

const arrows: Rule = {
  meta: { type: 'problem' },
  create(context) {
    const file = relative(workspaceRoot, context.filename).split(sep).join('/')
    const checkImport = (node: ImportingNode): void => {
      const specifier = node.source?.value
      if (typeof specifier !== 'string') return
      const message = findForbiddenImport(file, specifier)
      if (message !== undefined) context.report({ node, message })
    }
    return {
      ImportDeclaration: checkImport,
      ImportExpression: checkImport,
      ExportNamedDeclaration: checkImport,
      ExportAllDeclaration: checkImport,
      TSImportType: checkImport,
    }
  },
}

/** Every export is listed by name, so that a file's exports can be read in it. */
const noExportAll: Rule = {
  meta: { type: 'problem' },
  create(context) {
    return {
      ExportAllDeclaration(node) {
        context.report({ node, message: 'list the exported names instead of exporting everything' })
      },
    }
  },
}

const plugin: Plugin = { meta: { name: 'millrace' }, rules: { arrows, 'no-export-all': noExportAll } }

export default plugin
