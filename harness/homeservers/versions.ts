/**
 * Orders versions such as `1.163.2` and `1.164.0rc1`: by number, a release candidate before its release.
 *
 * @returns negative, zero or positive, for Array.sort
 */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [parts(left), parts(right)];
  for (let index = 0; index < Math.max(a.numbers.length, b.numbers.length); index += 1) {
    const difference = (a.numbers[index] ?? 0) - (b.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.candidate === b.candidate ? 0 : a.candidate - b.candidate;
}

function parts(version: string): { numbers: number[]; candidate: number } {
  const [release = '', candidate] = version.split('rc');
  return { numbers: release.split('.').map(Number), candidate: candidate === undefined ? Infinity : Number(candidate) };
}
