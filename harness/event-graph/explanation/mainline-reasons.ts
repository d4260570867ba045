import type { Positioned } from '../../protocol/state-resolution/mainline-order.ts';
import { timeAdvantage } from './power-order-reasons.ts';
import type { Words } from './words.ts';

/** Why each event of a mainline ordering comes before the next: further back in the mainline, else earlier, else the smaller ID. */
export function mainlineReasons(order: readonly Positioned[], words: Words): string[] {
  return order.map((one, index) => {
    const next = order[index + 1];
    if (!next) return '';
    const why =
      one.position === next.position
        ? timeAdvantage(one.event, next.event, 'the same position')
        : 'its position is further back';
    return `before ${words.event(next.event)}: ${why}`;
  });
}
