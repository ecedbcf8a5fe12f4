using System.Text.Json;
using System.Text.RegularExpressions;

namespace IDropTheory.Experiments.Cluster;

/// <summary>Writes workers as an Indexed Job of Kubernetes.</summary>
internal static partial class Kubernetes
{
    /// <summary>The manifest, YAML. A worker that fails or is evicted is started again, six times at most.</summary>
    /// <param name="job">The workers; their folder lies in the volume.</param>
    /// <param name="image">The container image, whose entry point is <c>idrop</c>.</param>
    /// <param name="volumeClaim">The claim of the volume that all workers share.</param>
    /// <param name="mount">Where it is mounted.</param>
    public static string Manifest(WorkerJob job, string image, string volumeClaim, string mount) => $"""
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: idrop-{NotAllowed().Replace(job.Name.ToLowerInvariant(), "-")}
        spec:
          completionMode: Indexed
          completions: {job.Workers}
          parallelism: {job.Workers}
          backoffLimitPerIndex: 6
          template:
            spec:
              restartPolicy: Never
              terminationGracePeriodSeconds: {WorkerJob.SavingSeconds}
              containers:
                - name: idrop
                  image: {Text(image)}
                  args:
                    {string.Join("\n            ", job.Arguments.Select(word => $"- {Text(word)}"))}
                  resources:
                    requests:
                      cpu: "{job.Processors}"
        {(job.Gpus > 0 ? $"            limits:\n              nvidia.com/gpu: \"{job.Gpus}\"\n" : "")}          volumeMounts:
                    - name: results
                      mountPath: {Text(mount)}
              volumes:
                - name: results
                  persistentVolumeClaim:
                    claimName: {Text(volumeClaim)}

        """.ReplaceLineEndings("\n");

    // A string of JSON is one of YAML.
    private static string Text(string value) => JsonSerializer.Serialize(value);

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotAllowed();
}
