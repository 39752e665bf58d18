import type { PluginCodes } from './plugin-codes.ts'

export const destinationDuckdb: PluginCodes = {
  errors: {
    duckdb_column_exists: 'A table needs a column, and has one with that name that users made.',
    duckdb_conflict: 'Somebody else changed the same rows or tables at the same moment. Retryable.',
    duckdb_disk_full: 'The disk is full; what was committed is not harmed.',
    duckdb_failed: 'DuckDB refused something for another reason, which the message gives without values.',
    duckdb_newer_format: 'A newer version of the package wrote the system schema.',
    duckdb_no_extension: 'An extension of DuckDB is missing and cannot be downloaded. Retryable.',
    duckdb_no_file: 'A query was asked of a file that does not exist.',
    duckdb_no_folder: 'The folder of a file does not exist or cannot be made, or the path is that of a folder.',
    duckdb_not_a_database: 'The path is that of a file that is no DuckDB database.',
    duckdb_not_writable: 'This process has no right to write the file or its folder.',
    duckdb_other_settings: 'The app has the file open with other settings.',
    duckdb_other_version: 'The version of DuckDB cannot read the file.',
    duckdb_out_of_memory: 'DuckDB needs more memory than `memoryLimit` allows.',
    duckdb_read_only: 'What was given to `query` is not one statement that reads.',
    duckdb_table_has_indexes:
      'A table must be renamed or get another shape, and DuckDB does not do that while it has indexes.',
    duckdb_wrong_settings: 'A setting is unknown to DuckDB, or has a value that it does not take.',
  },
  rejects: {
    out_of_range: 'The decimal has more than 20 digits before the point or more than 18 behind it.',
    text_not_well_formed: 'The text, or a text inside the JSON, has half of a surrogate pair.',
  },
}
