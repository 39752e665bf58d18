import { toMermaid } from '@millrace/core'
import type { MermaidOptions } from '@millrace/core'
import type { DuckDBDestination } from '@millrace/destination-duckdb'

/** The tables and their relationships as a Mermaid diagram. */
export async function printGraph(destination: DuckDBDestination, options: MermaidOptions = {}): Promise<void> {
  console.log('\nHow they belong together, as a Mermaid diagram: paste it at https://mermaid.live to see it\n')
  console.log(toMermaid(await destination.describe(), options).trimEnd())
}
