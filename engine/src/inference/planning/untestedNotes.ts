/** A power and the experiments that it is of. */
export interface TestedExperiments {
  readonly coefname: string;
  /** Those with a p-value. */
  readonly tested: number;
  readonly asked: number;
}

/** What has to be said where experiments have no p-value: data that separate have none, and what was not computed. */
export function untestedNotes(rows: readonly TestedExperiments[]): string[] {
  const incomplete = rows.filter(({ tested, asked }) => tested < asked);
  if (incomplete.length === 0) return [];
  const { coefname, tested, asked } = incomplete.reduce((worst, row) =>
    row.asked - row.tested > worst.asked - worst.tested ? row : worst,
  );
  const where = rows.length === 1 ? "" : `in ${incomplete.length} of ${rows.length} rows `;
  return [
    `${where}experiments have no test (${where === "" ? "" : "at most "}${asked - tested} of ${asked}, of ` +
      `'${coefname}': not computed, or without a standard error, as in separated data): power is that of the others`,
  ];
}
