/** What the codes of warnings mean, one sentence each. The check of the docs compares them with the source both ways. */
export const warningCodes: Readonly<Record<string, string>> = {
  map_detected:
    'Objects at this path have ever new keys, so they are kept as JSON instead of becoming ever new columns.',
  variant_column: 'Values at this path do not fit their column, so a second column takes them.',
  name_cut: 'The name of a table or column is longer than the destination allows, so it was cut and ends in a hash.',
  name_collision: 'The name of a table or column is taken, so another one was chosen.',
  value_discarded: 'Values that do not fit the tables are left out, because the option `drift` is `discardValue`.',
  widening_refused: 'The destination cannot widen the type of a column, so a second column takes what does not fit.',
  definition_unknown:
    'A filter or transform has no version, so it cannot be told whether it changed; the rows that stand are kept.',
  definition_backfill:
    'The definition changed in a way that asks for reading everything again, which this mode does not do; the rows that stand are kept.',
  reads_everything: 'The definition changed, so this incremental run reads everything again.',
  savepoint_lost:
    'The source has lost what follows a savepoint, and everything is read again, as the option `onGap` says.',
  generation_discarded: 'A full refresh that was under way cannot be resumed and is thrown away.',
  new_partitions: 'Partitions are new since the full refresh under way was begun; they are read after it.',
  partition_skipped: 'The source says that a partition cannot be read; nothing of this stream is deleted.',
  source_paused: 'The source cannot go on before a certain moment; the run ends `paused`.',
  deletions_suspended:
    'Missing rows were not looked for, because a partition did not end or was skipped, or a record had no readable key.',
  confirm_failed: 'The source failed when it was asked about missing rows; they are kept.',
  run_died: 'An earlier run had died; its record was ended as failed, and this run goes on from its last commit.',
  records_rejected: 'Records could not be stored and are kept as rejects; the message has the most frequent reasons.',
  look_back_ignored:
    'The cursor is of a type from which nothing can be taken off, so reading begins at the savepoint itself.',
  acknowledge_failed: 'A savepoint is durable, but the source could not be told; it is told again in the next run.',
  listener_threw: 'The listener `onEvent` threw an error; the run goes on, and this is said once.',
}
