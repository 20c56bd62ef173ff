import { limitCurves } from './limit-curves.js';
import { attributeColumns, constraintColumns, metricColumns, parameterColumns } from './make-columns.js';
import type { ReportConstraint, ReportData, ReportTrial } from './report-data.js';
import type { DescribedTrial, StudyDescription } from './study-description.js';

/** A study in the shape that pages, pictures and tables are made from. Pure. */
export function makeReportData(study: StudyDescription): ReportData {
  const { name, place, status, facts, trials, importance, tables, genotype, analysis, files } = study;
  const constraints = constraintColumns(trials);
  const looked = trials.flatMap(({ number, initialisation }) => (initialisation ? [[number, initialisation]] : []));
  return {
    name,
    place,
    status,
    facts,
    objectives: study.objectives.map(({ metric, direction }) => ({
      column: `metric:${metric}`,
      name: metric,
      direction,
    })),
    constraints: [
      ...study.constraints.map(
        ({ metric, ...bound }): ReportConstraint => ({ ...bound, column: `metric:${metric}`, name: metric }),
      ),
      ...constraints.map(
        ({ key, name }): ReportConstraint => ({ column: key, name, bound: 'atMost', value: 0, soft: false }),
      ),
    ],
    columns: [
      ...metricColumns(study),
      ...constraints,
      ...parameterColumns(study.space, trials),
      ...attributeColumns(trials),
    ],
    trials: trials.map(reportTrial),
    curves: limitCurves(study.series, study.step, trials),
    importance,
    initialisation: Object.fromEntries(looked),
    tables,
    ...(genotype && { genotype }),
    ...(analysis && { analysis }),
    files,
  };
}

function reportTrial(trial: DescribedTrial): ReportTrial {
  const { number, variant, state, reason, feasible, front, started, finished, diagnosis, advice, model } = trial;
  return {
    number,
    variant,
    state,
    reason,
    feasible,
    front: front ?? null,
    started: started?.getTime() ?? null,
    finished: finished?.getTime() ?? null,
    diagnosis,
    advice,
    model,
  };
}
