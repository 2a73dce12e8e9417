# Tests and comparisons of the cases of a JSON file by lmerTest, pbkrtest and emmeans. Arguments: that file, the file of
# the results.
suppressMessages({ library(lmerTest); library(pbkrtest); library(emmeans); library(jsonlite) })
emm_options(lmerTest.limit = Inf, pbkrtest.limit = Inf)

control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-9, maxfun = 100000), calc.derivs = FALSE,
  check.conv.singular = "ignore", check.rankX = "silent.drop.cols")
method <- c(satterthwaite = "Satterthwaite", "kenward-roger" = "Kenward-Roger")
types <- c(I = 1, II = 2, III = 3)
plain <- function(table, columns) lapply(setNames(columns, names(columns)), function(name) I(unname(table[[name]])))

by_r <- function(case) {
  set.seed(1)
  data <- read.csv(case$file, colClasses = setNames(rep("factor", length(case$factors)), unlist(case$factors)))
  m <- suppressWarnings(suppressMessages(lmer(as.formula(case$formula), data, control = control)))
  dof <- method[[case$dof]]
  if (case$asks == "anova") {
    all <- suppressMessages(anova(m, type = types[[case$type]], ddf = dof))
    return(plain(all, c(numdf = "NumDF", df = "DenDF", statistic = "F value", p = "Pr(>F)")))
  }
  if (case$asks == "coefficients") {
    all <- as.data.frame(coef(summary(m, ddf = dof)))
    columns <- c(estimate = "Estimate", stderror = "Std. Error", df = "df", statistic = "t value", p = "Pr(>|t|)")
    return(plain(all, columns))
  }
  means <- emmeans(m, unlist(case$factor), lmer.df = tolower(dof))
  all <- summary(pairs(means, adjust = case$adjust))
  plain(all, c(estimate = "estimate", stderror = "SE", df = "df", statistic = "t.ratio", p = "p.value"))
}

arguments <- commandArgs(TRUE)
results <- lapply(fromJSON(arguments[1], simplifyVector = FALSE), by_r)
about <- sapply(c("lmerTest", "pbkrtest", "emmeans"), function(name) as.character(packageVersion(name)))
all <- list(about = as.list(about), results = results)
write(toJSON(all, digits = NA, auto_unbox = TRUE, na = "null"), arguments[2])
