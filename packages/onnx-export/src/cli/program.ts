// The command line: the functions of the package on files. Exit codes: 0 done, 1 the model or a file, 2 wrong usage.
import { dirname, resolve } from 'node:path';
import type { DropoutConfig } from '@dropkit/core';
import { Command, CommanderError, Option } from 'commander';
import { version } from '../../package.json';
import { exportVariant } from '../export-variant.js';
import { folded } from '../fold/fold.js';
import { inspect } from '../inspect/inspect.js';
import type { Dimension } from '../model/value-info.js';
import { activated } from '../surgery/activate.js';
import type { Edited } from '../surgery/edited.js';
import { inserted } from '../surgery/insert.js';
import { madeNative } from '../surgery/native.js';
import type { EditOptions } from '../surgery/options.js';
import { stripRest, undoEdits } from '../surgery/strip.js';
import { NEWEST } from '../upgrade/adapters.js';
import { MASK_OPSET, upgraded } from '../upgrade/upgrade-opset.js';
import {
  configArgument,
  integerArgument,
  MOST_32,
  type PlaceOptions,
  patternArgument,
  placesOf,
  probabilityArgument,
  shapeArgument,
  streamArgument,
} from './arguments.js';
import { joinThroughFile, readModel, writeModel } from './files.js';
import { addMonteCarlo, type LaterOutput } from './monte-carlo-command.js';
import { editText, foldText, inspectionText, nativeText, stripText } from './text.js';

/** Where the command prints. */
export type Output = LaterOutput;

interface FileOptions {
  readonly output: string;
  readonly json?: true;
}

/** A model that was read. */
interface Given {
  readonly path: string;
  readonly bytes: Uint8Array;
}

interface EditArguments extends FileOptions, EditOptions {
  readonly config?: DropoutConfig;
  readonly p?: DropoutConfig;
  readonly stream?: EditOptions['streams'];
}

/** Runs the command and gives its exit code. */
export function runCommand(args: readonly string[], output: Output): number {
  try {
    createProgram(output).parse(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // commander has printed it
    output.error(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

function createProgram(output: Output): Command {
  const program = new Command('dropkit-onnx')
    .description('Seeded dropout inside ONNX models. Files are written whole or not at all.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: output.out, writeErr: output.error });
  addInspect(program, output);
  addInsert(program, output);
  addActivate(program, output);
  addNative(program, output);
  addStrip(program, output);
  addFold(program, output);
  addUpgrade(program, output);
  addExport(program, output);
  addMonteCarlo(program, output);
  return program;
}

function addInspect(program: Command, { out }: Output): void {
  program
    .command('inspect')
    .description('what onnxruntime makes of its Dropout nodes, and where dropout could go')
    .argument('<model>', 'a .onnx file')
    .option('--json', 'print all that is known, as JSON')
    .action((path: string, { json }: { json?: true }) => {
      const inspection = inspect(readModel(path));
      out(json ? jsonText(inspection) : inspectionText(path, inspection));
    });
}

function addInsert(program: Command, output: Output): void {
  const command = program
    .command('insert')
    .description('put dropout after values of a model, or on weights')
    .option('--after <name...>', 'after nodes or values of these names')
    .option('--op <operator...>', 'after all nodes of these operators, such as Relu')
    .addOption(new Option('--pattern <regexp...>', 'after nodes or values whose names fit').argParser(collect(patternArgument)))
    .addOption(
      new Option('--candidates [kind]', 'at the places that inspect proposes, all or of one kind').choices([
        'all',
        'activation',
        'before linear',
        'attention',
        'residual branch',
      ]),
    );
  editOptions(command, 'what to insert').action((path: string, options: EditArguments & PlaceOptions) => {
    const config = options.config ?? options.p;
    if (!config) command.error('error: say what to insert, by --p or --config', { exitCode: 2 });
    const bytes = readModel(path);
    const places = placesOf(options, () => inspect(bytes).sites);
    if (places.length === 0)
      command.error('error: say where, by --after, --op, --pattern or --candidates; the last finds nothing in some models', {
        exitCode: 2,
      });
    write(output, { path, bytes }, options, inserted(bytes, places, config!, choicesOf(options)), editText);
  });
}

function addActivate(program: Command, output: Output): void {
  const command = program
    .command('activate')
    .description('make native Dropout nodes drop, from a seed')
    .option('--node <name...>', 'only these Dropout nodes, by their names or outputs');
  editOptions(command, "what takes the nodes' places, instead of their own ratio").action(
    (path: string, options: EditArguments & { node?: string[] }) => {
      const config = options.config ?? options.p;
      const choices = { ...choicesOf(options), ...(options.node && { nodes: options.node }), ...(config && { config }) };
      const bytes = readModel(path);
      write(output, { path, bytes }, options, activated(bytes, choices), editText);
    },
  );
}

function addNative(program: Command, output: Output): void {
  fileOptions(
    program.command('native').description("keep native Dropout nodes and let them drop, with onnxruntime's own generator"),
  )
    .option('--node <name...>', 'only these Dropout nodes, by their names or outputs')
    .action((path: string, options: FileOptions & { node?: string[] }) => {
      const bytes = readModel(path);
      write(output, { path, bytes }, options, madeNative(bytes, options.node ? { nodes: options.node } : {}), nativeText);
    });
}

function addStrip(program: Command, output: Output): void {
  fileOptions(
    program
      .command('strip')
      .description('take all dropout out: undo insert and activate byte for byte, then remove native Dropout nodes too'),
  ).action((path: string, options: FileOptions) => {
    const { bytes, undone } = undoEdits(readModel(path), throughFile(options));
    write(output, { path, bytes }, options, stripRest(bytes, undone), stripText);
  });
}

/** Keeps one model in memory while edits are undone. */
function throughFile({ output }: FileOptions) {
  return (pieces: readonly Uint8Array[], memory: Uint8Array) => joinThroughFile(output, pieces, memory);
}

function addFold(program: Command, output: Output): void {
  fileOptions(
    program
      .command('fold')
      .description('the model in inference: as strip, and what standard scaling keeps goes into the weights'),
  ).action((path: string, options: FileOptions) => {
    const bytes = readModel(path);
    write(output, { path, bytes }, options, folded(bytes, throughFile(options)), foldText);
  });
}

function addUpgrade(program: Command, output: Output): void {
  fileOptions(program.command('upgrade').description("bring ONNX's own operators to a newer opset"))
    .option('--opset <version>', `${MASK_OPSET} to ${NEWEST}`, integerArgument(MASK_OPSET, NEWEST), MASK_OPSET)
    .action((path: string, options: FileOptions & { opset: number }) => {
      const bytes = readModel(path);
      write(output, { path, bytes }, options, upgraded(bytes, options.opset), ({ opset }) => `opset ${opset}\n`);
    });
}

function addExport(program: Command, output: Output): void {
  program
    .command('export')
    .description('write a model of one dropout variant alone')
    .requiredOption('--config <json>', 'a config of core, as JSON or a .json file', configArgument)
    .requiredOption('--shape <sizes>', 'such as N,128: names stand for sizes known at run time', shapeArgument)
    .option('--stream <number>', 'the stream of the site', integerArgument(0, MOST_32), 0)
    .requiredOption('-o, --output <file>', 'where to write')
    .action((options: { config: DropoutConfig; shape: Dimension[]; stream: number; output: string }) => {
      const size = writeModel(options.output, [exportVariant(options.config, options.shape, { stream: options.stream })]);
      output.out(`${options.output}: ${size} bytes\n`);
    });
}

function fileOptions(command: Command): Command {
  return command
    .argument('<model>', 'a .onnx file')
    .requiredOption('-o, --output <file>', 'where to write; can be the model itself')
    .option('--json', 'print what was done as JSON');
}

function editOptions(command: Command, what: string): Command {
  return fileOptions(command)
    .addOption(new Option('--p <probability>', `${what}: element dropout`).argParser(probabilityArgument).conflicts('config'))
    .option('--config <json>', `${what}: a config of core, as JSON or a .json file`, configArgument)
    .addOption(
      new Option('--mode <mode>', 'how masks come in').choices(['auto', 'rng', 'packedMask', 'boolMask']).default('auto'),
    )
    .option('--stream <value=stream>', 'the stream of a site, a number or a name; can be given again', streamArgument)
    .addOption(
      new Option('--dtype <type>', 'type of values that the model does not tell').choices(['float32', 'float64', 'float16']),
    );
}

function collect<T>(parse: (text: string) => T): (text: string, before?: readonly T[]) => T[] {
  return (text, before = []) => [...before, parse(text)];
}

function choicesOf({ mode, stream, dtype }: EditArguments): EditOptions {
  return { ...(mode && { mode }), ...(stream && { streams: stream }), ...(dtype && { dtype }) };
}

function write<R>(
  { out, error }: Output,
  { path, bytes }: Given,
  options: FileOptions,
  { pieces, report }: Edited<R>,
  text: (report: R) => string,
): void {
  const isElsewhere = dirname(resolve(path)) !== dirname(resolve(options.output));
  const hasExternal = isElsewhere && inspect(bytes).externalData.length > 0;
  const size = writeModel(options.output, pieces);
  out(options.json ? jsonText(report) : `${text(report)}${options.output}: ${size} bytes\n`);
  if (hasExternal)
    error(`note: weights in other files are looked for beside the model; take them to ${dirname(options.output)} too\n`);
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
