/** Why Postgres cannot hold a record; stable, for its reject. */
export type UnstorableCode =
  | 'binary_too_long'
  | 'key_too_long'
  | 'out_of_range'
  | 'row_too_large'
  | 'text_has_nul'
  | 'text_not_well_formed'
  | 'text_too_long'
  | 'text_untranslatable'
  | 'too_deep'
  | 'value_refused'
  | 'value_too_large'
