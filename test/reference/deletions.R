# Writes deletions.json: ranova and drop1 by R 4.2, lmerTest 3.1-3 and lme4 1.1-31 (Debian packages r-cran-lmertest,
# r-cran-lme4, r-cran-jsonlite). Run from this folder: Rscript deletions.R
suppressMessages({ library(lme4); library(lmerTest); library(jsonlite) })
source_of <- function(name) file.path("..", "..", "engine", "data", "source", paste0(name, ".csv"))
read <- function(name) read.csv(source_of(name), stringsAsFactors = TRUE)
sleepstudy <- read("sleepstudy"); machines <- read("machines"); penicillin <- read("penicillin")
pastes <- read("pastes"); kb07 <- read("kb07")
ragged <- function(data, limit) data[((seq_len(nrow(data)) - 1) * 7919) %% 101 > limit, ]
for (v in c("spkr", "prec", "load")) contrasts(kb07[[v]]) <- matrix(c(-1, 1), 2, 1)
few <- ragged(kb07, 40); few_machines <- ragged(machines, 30); sleepstudy$w <- 1 + sleepstudy$days %% 3
control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-9, maxfun = 1e6), calc.derivs = FALSE,
  check.conv.singular = "ignore")
fits <- list(
  sleepstudy = lmer(reaction ~ 1 + days + (1 + days | subj), sleepstudy, control = control),
  sleepstudy_ml = lmer(reaction ~ 1 + days + (1 + days | subj), sleepstudy, REML = FALSE, control = control),
  sleepstudy_weighted = lmer(reaction ~ 1 + days + (1 + days | subj), sleepstudy, weights = w, control = control),
  sleepstudy_intercepts = lmer(reaction ~ 1 + days + (1 | subj), sleepstudy, control = control),
  sleepstudy_zerocorr = lmer(reaction ~ 1 + days + (1 | subj) + (0 + days | subj), sleepstudy, control = control),
  sleepstudy_poly = lmer(reaction ~ 1 + days + I(days^2) + (1 + days + I(days^2) | subj), sleepstudy,
    control = control),
  machines_slopes = lmer(score ~ 1 + Machine + (1 + Machine | Worker), machines, control = control),
  machines_indicators = lmer(score ~ 1 + Machine + (0 + Machine | Worker), machines, control = control),
  machines_ragged = lmer(score ~ 1 + Machine + (1 | Worker) + (1 | Machine:Worker), few_machines, control = control),
  penicillin = lmer(diameter ~ 1 + (1 | plate) + (1 | sample), penicillin, REML = FALSE, control = control),
  pastes = lmer(strength ~ 1 + (1 | batch/cask), pastes, control = control),
  kb07 = lmer(rt_trunc ~ 1 + spkr * prec * load + (1 | subj) + (1 + prec | item), kb07, control = control),
  kb07_main = lmer(rt_trunc ~ 1 + spkr * prec + load + (1 + spkr + load | subj) + (1 | item), few, control = control))
out <- lapply(fits, function(m) {
  random <- function(a) list(npar = I(a$npar), logLik = I(a$logLik), AIC = I(a$AIC), LRT = I(a$LRT[-1]),
    Df = I(a$Df[-1]), p = I(a[["Pr(>Chisq)"]][-1]), term = I(rownames(a)[-1]))
  own <- list(reduced = random(ranova(m)), whole = random(ranova(m, reduce.terms = FALSE)))
  if (length(fixef(m)) > 1) {
    f <- drop1(m)
    l <- drop1(as(m, "lmerMod"), test = "Chisq")
    own$F <- list(term = I(rownames(f)), numdf = I(f$NumDF), dendf = I(f$DenDF), F = I(f[["F value"]]),
      p = I(f[["Pr(>F)"]]))
    own$LRT <- list(term = I(rownames(l)[-1]), npar = I(l$npar[-1]), AIC = I(l$AIC), LRT = I(l$LRT[-1]),
      p = I(l[["Pr(Chi)"]][-1]))
  }
  own
})
write(toJSON(out, digits = NA, auto_unbox = TRUE, na = "null", pretty = TRUE), "deletions.json")
