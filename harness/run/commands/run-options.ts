import { type Command, InvalidArgumentError, Option } from 'commander';
import { allRoomVersions, isRoomVersion, type RoomVersion } from '../../protocol/room-versions.ts';
import { closestWord } from '../../target/closest-word.ts';
import { type Feature, features, isFeature } from '../../target/features.ts';
import { embeddedName } from '../../target/embedded/embedded-target.ts';
import { parseShard, type Shard } from '../results/shard.ts';
import { type ScenarioChoice, usualScenarios } from '../run-context.ts';

/** Adds the options of all commands that run checks against a homeserver. @param inVersions the default of `--scenario-versions` */
export function withRunOptions(
  command: Command,
  inVersions: ScenarioChoice['roomVersions'] = usualScenarios.roomVersions,
): Command {
  return withOrders(withCheckOptions(command))
    .option(
      '--target <target>',
      'embedded, name, name@version, or https://… together with --config (touchstone target list)',
      embeddedName,
    )
    .option('--install', 'install the homeserver first where it is missing')
    .option('--program <path>', 'start this build of the homeserver instead of an installed one')
    .option('--config <file>', 'configuration of an external target')
    .addOption(
      new Option(
        '--features <names...>',
        'optional features of a homeserver in an image that Touchstone does not know',
      ).argParser(addFeature),
    )
    .option('--peer-host <name>', 'host name under which a homeserver elsewhere reaches this machine')
    .option('--with <target>', 'another homeserver that the target federates with, for the checks of interoperability')
    .option('--with-config <file>', 'its configuration, where it runs already')
    .addOption(
      new Option('--room-version <versions...>', 'only these room versions')
        .argParser(addRoomVersion)
        .default(allRoomVersions, 'all'),
    )
    .addOption(
      new Option(
        '--targets <number>',
        'equal homeservers that share the checks; by default one a core for a whole run, of the embedded one half as many',
      ).argParser(positiveInteger),
    )
    .addOption(
      new Option(
        '--scenario-versions <choice>',
        'room versions of scenarios: the newest of each algorithm, those that changed rules, or all',
      )
        .choices(['newest', 'changed', 'all'])
        .default(inVersions),
    );
}

/** What all commands that run checks have in common. */
export function withCheckOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--timeout-factor <factor>', 'multiply every time limit').argParser(positiveNumber).default(1),
    )
    .addOption(
      new Option(
        '--jobs <number>',
        'checks that run at the same time; by default as many as keep the homeservers busy',
      ).argParser(positiveInteger),
    )
    .addOption(
      new Option('--seed <number>', 'seed of the order in which checks run')
        .argParser(positiveInteger)
        .default(Math.ceil(Math.random() * 1e9), 'random'),
    )
    .option('--results <dir>', 'folder for results.jsonl and wire logs', 'results');
}

/** What else a scenario is performed with. */
function withOrders(command: Command): Command {
  return command
    .addOption(
      new Option('--scenario-seed <number>', 'seed of the order in which the events of a scenario are delivered')
        .argParser(positiveInteger)
        .default(usualScenarios.seed),
    )
    .addOption(
      new Option('--orders <number>', 'deliver each scenario in so many orders, one seed after the other')
        .argParser(positiveInteger)
        .default(usualScenarios.orders),
    );
}

/** The room version that a text names. @throws InvalidArgumentError if there is none */
export function knownRoomVersion(text: string): RoomVersion {
  if (isRoomVersion(text)) return text;
  throw new InvalidArgumentError(`Known room versions: ${allRoomVersions.join(', ')}.`);
}

function addRoomVersion(text: string, previous: readonly RoomVersion[]): RoomVersion[] {
  const known = knownRoomVersion(text);
  return previous === allRoomVersions ? [known] : [...previous, known];
}

function addFeature(text: string, previous: readonly Feature[] = []): Feature[] {
  if (isFeature(text)) return [...previous, text];
  const meant = closestWord(text, Object.keys(features));
  throw new InvalidArgumentError(
    `${meant === undefined ? '' : `Did you mean ${meant}? `}Features are: ${Object.keys(features).join(', ')}.`,
  );
}

function positiveNumber(text: string): number {
  const number = Number(text);
  if (!(number > 0 && number < Infinity)) throw new InvalidArgumentError('It must be a number above 0.');
  return number;
}

function positiveInteger(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError('It must be a whole number from 1.');
  return number;
}

/** The specification version that a text names. @throws InvalidArgumentError if it names none */
export function specificationVersion(text: string): string {
  if (!/^v1\.\d+$/.test(text))
    throw new InvalidArgumentError('It must be a version of the specification, such as v1.19.');
  return text;
}

/** The part of a run that a text names. @throws InvalidArgumentError if it names none */
export function knownShard(text: string): Shard {
  try {
    return parseShard(text);
  } catch (error) {
    throw new InvalidArgumentError((error as RangeError).message);
  }
}
