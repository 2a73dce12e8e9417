"""The JupyterLab extension of MixedModels.ts; its files lie in share/jupyter/labextensions/@mixedmodels/jupyterlab."""

from importlib.metadata import version

__version__ = version("jupyterlab-mixedmodels")
