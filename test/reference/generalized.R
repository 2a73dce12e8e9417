# Writes generalized.json: generalized linear mixed models by R 4.2, lme4 1.1-31 and glmmTMB 1.1.5 (Debian packages
# r-cran-lme4, r-cran-glmmtmb, r-cran-jsonlite). Run from this folder: Rscript generalized.R
# tolPwrss = 1e-13 makes lme4 iterate its conditional modes to the end; its default stops early, which leaves its
# objectives 1e-5 to 2e-3 too high. glmmTMB takes the observed curvature, lme4 the expected one; they agree where the
# link is canonical. lme4's families with a dispersion are left out: it scales the random effects by σ, we do not.
suppressMessages({ library(lme4); library(glmmTMB); library(jsonlite) })
read <- function(name) {
  read.csv(file.path("..", "..", "engine", "data", "source", paste0(name, ".csv")), stringsAsFactors = TRUE)
}
cbpp <- read("cbpp"); cbpp$period <- factor(cbpp$period)
contra <- read("contra")
contra$y <- as.integer(contra$use == "Y")
contra$ud <- interaction(contra$urban, contra$dist, drop = TRUE)
verbagg <- read("verbagg"); verbagg$y <- as.integer(verbagg$r2 == "Y")
ticks <- read("grouseticks"); ticks$year <- factor(ticks$year); ticks$ch <- ticks$height - mean(ticks$height)
sleepstudy <- read("sleepstudy")
infected <- cbind(incid, hsz - incid) ~ period + (1 | herd)
using <- y ~ age + I(age^2) + urban + livch + (1 | ud)
models <- list(
  cbpp = list(f = infected, d = cbpp, fam = binomial(), agq = c(1, 2, 9, 25)),
  cbpp_probit = list(f = infected, d = cbpp, fam = binomial("probit"), agq = c(1, 9, 25)),
  cbpp_cloglog = list(f = infected, d = cbpp, fam = binomial("cloglog"), agq = c(1, 9, 25)),
  contra = list(f = using, d = contra, fam = binomial(), agq = c(1, 7)),
  contra_probit = list(f = using, d = contra, fam = binomial("probit"), agq = 1),
  contra_slope = list(f = y ~ urban + (1 + urban | dist), d = contra, fam = binomial(), agq = 1),
  verbagg = list(f = y ~ anger + gender + btype + situ + (1 | subj) + (1 | item), d = verbagg, fam = binomial(),
    agq = 1),
  grouseticks = list(f = ticks ~ year + ch + (1 | index) + (1 | brood) + (1 | location), d = ticks, fam = poisson(),
    agq = 1),
  brood = list(f = ticks ~ year + ch + (1 | brood), d = ticks, fam = poisson(), agq = c(1, 9, 25)),
  brood_sqrt = list(f = ticks ~ year + ch + (1 | brood), d = ticks, fam = poisson("sqrt"), agq = 1),
  sleepstudy_gamma = list(f = reaction ~ days + (1 | subj), d = sleepstudy, fam = Gamma("log"), agq = NULL),
  ticks_nb = list(f = ticks ~ year + ch + (1 | brood) + (1 | location), d = ticks, fam = nbinom2(), agq = NULL))
control <- glmerControl(optimizer = "bobyqa", tolPwrss = 1e-13, optCtrl = list(rhoend = 1e-8, maxfun = 1e5),
  calc.derivs = FALSE)
quietly <- function(e) suppressWarnings(suppressMessages(e))
viaLme4 <- function(s, nAGQ) {
  m <- quietly(glmer(s$f, s$d, s$fam, nAGQ = nAGQ, control = control))
  parts <- getME(m, "devcomp")$cmp
  # What lme4 calls the log-likelihood lacks the constants where nAGQ > 1.
  list(nAGQ = nAGQ, minus2logLik = if (nAGQ == 1) -2 * as.numeric(logLik(m)) else NA, deviance = if (nAGQ == 1)
    as.numeric(parts["drsum"] + parts["ldL2"] + parts["ussq"]) else -2 * as.numeric(logLik(m)),
    beta = unname(fixef(m)), theta = unname(getME(m, "theta")), se = unname(sqrt(diag(vcov(m, use.hessian = FALSE)))))
}
viaTMB <- function(s) {
  m <- quietly(glmmTMB(s$f, s$d, s$fam))
  list(minus2logLik = -2 * as.numeric(logLik(m)), beta = unname(fixef(m)$cond), sigma = sigma(m),
    se = unname(sqrt(diag(vcov(m)$cond))))
}
out <- lapply(models, function(s) list(lme4 = lapply(s$agq, function(k) viaLme4(s, k)), glmmTMB = viaTMB(s)))
m <- quietly(glmer(infected, cbpp, binomial(), control = control))
m0 <- quietly(glmer(update(infected, . ~ . - period), cbpp, binomial(), control = control))
types <- c(response = "response", pearson = "pearson", deviance = "deviance", working = "working")
extras <- list(residuals = lapply(types, function(k) unname(residuals(m, k))), fitted = unname(fitted(m)),
  link = unname(predict(m)), population = unname(predict(m, re.form = NA, type = "response")),
  ranef = ranef(m)$herd[[1]], condSD = sqrt(as.numeric(attr(ranef(m, condVar = TRUE)$herd, "postVar"))),
  test = anova(m0, m)[2, c("Chisq", "Df", "Pr(>Chisq)")], aic = AIC(m), bic = BIC(m))
write_json(list(models = out, cbpp = extras), "generalized.json", digits = NA, auto_unbox = TRUE)
