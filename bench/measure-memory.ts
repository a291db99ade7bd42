import { setTimeout as pause } from 'node:timers/promises';
import type { Figure } from './figure.ts';
import type { KontorServer } from './kontor-server.ts';
import { residentMegabytes } from './process-tree.ts';

const settleMs = 30_000;

/** Resident memory of server and worker half a minute after the load; PostgreSQL is not counted. */
export const measureMemory = async (
  server: KontorServer,
): Promise<{ readonly figure: Figure; readonly serverMB: number; readonly workerMB: number }> => {
  await pause(settleMs);
  const processes = await server.nodeProcesses();
  if (processes.length !== 2)
    throw new Error(`${processes.length} processes where server and worker should run`);
  const [serverMB = 0, workerMB = 0] = await Promise.all(processes.map(({ pid }) => residentMegabytes(pid)));
  const value = serverMB + workerMB;
  const figure = {
    name: 'memory.server',
    value,
    unit: 'MB',
    floor: null,
    ratio: null,
    p50: null,
    p99: null,
  };
  return { figure, serverMB, workerMB };
};
