"""Mixed models in JupyterLab: the kernel; the extension lies in share/jupyter/labextensions/@mixedmodels/jupyterlab."""


def __getattr__(name):
    # A kernel that starts does not need it, and it takes longer than the rest.
    if name == "__version__":
        from importlib.metadata import version

        return version("jupyterlab-mixedmodels")
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
