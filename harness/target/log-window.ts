import { open, type FileHandle } from 'node:fs/promises';

/** Reads the time of a log line, milliseconds since the epoch; null if the line has none (it belongs to the one before). */
export type LogTime = (line: string) => number | null;

/** Evidence of one failure is read by a person: more than this hides what matters. */
const maximumBytes = 256 * 1024;

/** Longer than any single log record with its traceback, so that one block always holds the start of a line. */
const blockBytes = 64 * 1024;

/**
 * Reads the lines of a time window from a log file whose times rise, however long the file is.
 *
 * @param file its path
 * @param timeOf reads the time of one line
 * @param fromMs first moment, milliseconds since the epoch
 * @param toMs last moment, milliseconds since the epoch
 * @returns the lines; the middle is left out (and that is said) where they are longer than 256 KiB; empty if none
 */
export async function readLogWindow(file: string, timeOf: LogTime, fromMs: number, toMs: number): Promise<string> {
  let handle: FileHandle;
  try {
    handle = await open(file);
  } catch {
    return '';
  }
  try {
    const { size } = await handle.stat();
    const start = await firstLineFrom(handle, size, timeOf, fromMs);
    const end = await firstLineFrom(handle, size, timeOf, toMs + 1);
    if (end - start <= maximumBytes) return await readRange(handle, start, end);
    const half = maximumBytes / 2;
    const [head, tail] = [await readRange(handle, start, start + half), await readRange(handle, end - half, end)];
    return `${head}\n[… ${end - start - maximumBytes} bytes left out …]\n${tail}`;
  } finally {
    await handle.close();
  }
}

/**
 * Cuts the middle out of a text that is longer than evidence may be.
 *
 * @returns it, with at most 256 KiB of its start and end
 */
export function boundedText(text: string): string {
  if (text.length <= maximumBytes) return text;
  const half = maximumBytes / 2;
  return `${text.slice(0, half)}\n[… ${text.length - maximumBytes} characters left out …]\n${text.slice(-half)}`;
}

/**
 * Reads the end of a log file.
 *
 * @param file its path
 * @param lines how many lines at most
 * @returns them, or an empty text if the file is empty or missing
 */
export async function readLogTail(file: string, lines: number): Promise<string> {
  try {
    const handle = await open(file);
    try {
      const { size } = await handle.stat();
      const text = await readRange(handle, Math.max(0, size - blockBytes), size);
      return text.trimEnd().split('\n').slice(-lines).join('\n');
    } finally {
      await handle.close();
    }
  } catch {
    return '';
  }
}

/** Offset of the first line at or after a moment (binary search); the file's size if there is none. */
async function firstLineFrom(handle: FileHandle, size: number, timeOf: LogTime, moment: number): Promise<number> {
  let [low, high] = [0, size];
  while (high - low > blockBytes) {
    const middle = Math.floor((low + high) / 2);
    const found = await firstTimedLine(handle, middle, high, timeOf, -Infinity);
    if (found !== null && found.time < moment) low = found.offset;
    else high = middle;
  }
  // The line that starts before `high` may end behind it.
  return (await firstTimedLine(handle, low, Math.min(size, high + blockBytes), timeOf, moment))?.offset ?? size;
}

/** The first line in a range that has a time not before a moment. A range that does not start at 0 starts within a line. */
async function firstTimedLine(
  handle: FileHandle,
  from: number,
  to: number,
  timeOf: LogTime,
  moment: number,
): Promise<{ offset: number; time: number } | null> {
  for (let block = from; block < to; block += blockBytes) {
    const bytes = await readBytes(handle, block, Math.min(to + blockBytes, block + 2 * blockBytes));
    const limit = Math.min(blockBytes, to - block);
    const previous = block === 0 ? '\n' : (await readBytes(handle, block - 1, block)).toString('latin1');
    let start = previous === '\n' ? 0 : bytes.indexOf(10) + 1;
    if (start === 0 && previous !== '\n') continue;
    while (start < limit && start < bytes.length) {
      const end = bytes.indexOf(10, start);
      const time = timeOf(bytes.toString('utf8', start, end === -1 ? bytes.length : end));
      if (time !== null && time >= moment) return { offset: block + start, time };
      if (end === -1) break;
      start = end + 1;
    }
  }
  return null;
}

async function readRange(handle: FileHandle, from: number, to: number): Promise<string> {
  return (await readBytes(handle, from, to)).toString('utf8');
}

async function readBytes(handle: FileHandle, from: number, to: number): Promise<Buffer> {
  const bytes = Buffer.alloc(Math.max(0, to - from));
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
  return bytes.subarray(0, bytesRead);
}
