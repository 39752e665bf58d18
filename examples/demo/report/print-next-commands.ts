/** What to try next. `folder` is that of the database, if it is not the usual one. */
export function printNextCommands(place: { readonly folder: string | undefined; readonly file: string }): void {
  const command = ['npx -y pnpm@12 demo', ...(place.folder === undefined ? [] : [`--folder ${place.folder}`])].join(' ')
  console.log('\nTry next')
  console.log(`  ${command}              one day later: what changed is read`)
  console.log(`  ${command} --describe   the tables and their relationships`)
  console.log(`  ${command} --fresh      begin again with an empty database`)
  console.log(
    `  ${command} --query "select billable, sum(duration_seconds) / 3600 as hours from time_entries group by all"`,
  )
  console.log(`  duckdb ${place.file}   the tables in DuckDB's own shell, where it is installed`)
  console.log('\nThe code is in examples/demo: run-demo.ts is the program.')
}
