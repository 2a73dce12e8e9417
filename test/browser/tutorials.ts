/** What a tutorial shows, by the beginning or the end of the cell's source. */
export interface Tutorial {
  name: string;
  /** Rows that the cell's tables hold: the row's name and cells that follow it, in this order. */
  rows: { [source: string]: string[][] };
  /** Marks of the cell's chart. */
  charts: { [source: string]: { [kind: string]: number } };
}

export const TUTORIALS: Tutorial[] = [
  {
    name: "01-kb07",
    rows: {
      "describe(kb07)": [["rt_trunc", "2182.20", "579", "1940", "5171"]],
      m1: [
        ["(Intercept)", "2181.7582", "77.4710", "28.16", "<1e-99", "364.7294", "298.1107"],
        ["prec: maintain", "-333.8582", "47.4630", "-7.03", "<1e-11", "252.6693"],
        ["Residual", "678.9319"],
      ],
      "likelihoodratiotest(m0, m1)": [
        [
          "rt_trunc ~ 1 + spkr + prec + load + spkr & prec + spkr & load + prec & load + spkr & prec & load " +
            "+ (1 | subj) + (1 + prec | item)",
          "13",
          "28658.4867",
        ],
      ],
      'confint(samp, { method: "shortest" })': [
        ["ρ1", "-0.9000", "-0.4604"],
        ["σ", "654.51", "700.69"],
      ],
    },
    charts: {
      'densityplot(samp.tbl, "σ", {': { area: 1, line: 1, rule: 1 },
      'densityplot(samp.tbl, ["σ1"': { area: 3, line: 3, rule: 3 },
      'densityplot(samp.β, "β"': { area: 8, line: 8 },
      "ridgeplot(samp)": { area: 8, line: 8, symbol: 24, text: 8 },
      "ridgeplot(samp, {": { area: 7, line: 7, symbol: 21, text: 7 },
    },
  },
  {
    name: "02-dyestuff",
    rows: {
      mdye: [
        ["(Intercept)", "1527.5000", "17.6946", "86.33", "<1e-99", "37.2603"],
        ["Residual", "49.5101"],
      ],
      "sampdye.tbl": [["1", "316.738", "1528.14", "43.5735", "22.6691", "0.52025"]],
      "confint(sampdye)": [["σ1", "0.00", "54.58"]],
    },
    charts: { "densityplot(sampdye": { area: 1, line: 1, rule: 2 }, "histogram(sampdye": { rect: 100 } },
  },
  {
    name: "03-sleepstudy",
    rows: {
      msleep: [
        ["(Intercept)", "251.4051", "6.6323", "37.91", "<1e-99", "23.7806"],
        ["days", "10.4673", "1.5022", "6.97", "<1e-11", "5.7168"],
        ["Residual", "25.5918"],
      ],
      "VarCorr(msleep)": [
        ["subj", "(Intercept)", "565.51537", "23.78057"],
        ["days", "32.68220", "5.71683", "+0.08"],
      ],
      "confint(sampsleep)": [["ρ1", "-0.4100", "1.0000"]],
    },
    charts: { "histogram(sampsleep": { rect: 100 } },
  },
  {
    name: "04-your-own-data",
    rows: {
      "describe(trials)": [["trial_index", "13.5"]],
      varying: [["(Intercept)"], ["load: low"], ["load: high"]],
      "likelihoodratiotest(same, varying)": [["speed ~ 1 + load + (1 | participant) + (1 | word)"]],
      "confint(same)": [["(Intercept)"]],
    },
    charts: {},
  },
];
