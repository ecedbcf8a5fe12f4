namespace IDropTheory.Models;

/// <summary>How the parameters mu and sigma of a log-normal prior are found.</summary>
public enum PriorParameters
{
    /// <summary>They are weights of the network, learned with the others (<see cref="LogNormalPrior"/>), as in the authors' code.</summary>
    Learned,

    /// <summary>They are the best for each batch, in closed form (<see cref="FittedLogNormalPrior"/>).</summary>
    BatchMoments,
}
