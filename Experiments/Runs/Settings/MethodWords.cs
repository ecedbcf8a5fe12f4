namespace IDropTheory.Experiments.Runs.Settings;

/// <summary>Names of the dropout methods, as on the command line and in legends.</summary>
internal static class MethodWords
{
    public static string Words(this DropoutMethod method) => method switch
    {
        DropoutMethod.None => "none",
        DropoutMethod.Binary => "binary",
        DropoutMethod.Gaussian => "gaussian",
        DropoutMethod.LogNormal => "log-normal",
        _ => "information",
    };
}
