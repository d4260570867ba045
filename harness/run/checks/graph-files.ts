/** The files about the event graph of a check, beside its wire log. @returns relative to the results folder */
export function graphFilesOf(wireLog: string): { readonly svg: string; readonly text: string } {
  const stem = wireLog.replace(/\.txt$/, '');
  return { svg: `${stem}.svg`, text: `${stem}.graph.txt` };
}

/** What stands between the drawing and the explanation in the text file. */
export const explanationMark = '\n\n\n';
