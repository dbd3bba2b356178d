package dev.slipstream.infra.cli;

import dev.slipstream.objective.Method;
import dev.slipstream.objective.Methods;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the methods an encoder can be learned by. */
@Command(
    name = "objectives",
    description =
        "Lists the methods an encoder can be learned by: name, modality, task, loss, paper.",
    footer = {
      "",
      "Two modalities of the same items are learned by CLIP: see `slipstream evaluate pairs --help`, and",
      "`slipstream train --set job.pairs=text-image`.",
      "",
      "Examples:",
      "  slipstream objectives --modality text",
      "  slipstream evaluate images --data photos/ --objective byol",
      "  slipstream train --set learner.objective=vicreg"
    })
final class ObjectivesCommand implements Runnable {

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;

  @Option(
      names = "--modality",
      paramLabel = "NAME",
      description = "Only methods that learn from image, text or audio.")
  private String modality;

  @Option(names = "--json", description = "Prints a line of JSON for each.")
  private boolean json;

  @Override
  public void run() {
    List<Method> methods =
        Methods.ALL.stream()
            .filter(method -> modality == null || method.modalities().contains(modality))
            .toList();
    if (methods.isEmpty()) {
      throw new IllegalArgumentException(
          "--modality: must be image, text or audio, was " + modality);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      methods.forEach(method -> out.println(Json.write(values(method))));
    } else {
      String chosen = common.settings().get(Methods.NAME);
      methods.forEach(method -> print(method, method.name().equals(chosen), out));
    }
    out.flush();
  }

  private static void print(Method method, boolean chosen, PrintWriter out) {
    out.printf("%-26s%s%s%n", method.name(), modalities(method), chosen ? "   (chosen)" : "");
    out.printf("    %s%n    %s; %s%n", method.task(), method.loss(), method.paper());
  }

  private static Map<String, Object> values(Method method) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("name", method.name());
    values.put("modalities", method.modalities().stream().sorted().toList());
    values.put("task", method.task());
    values.put("loss", method.loss());
    values.put("paper", method.paper());
    values.put("recipe", method.recipe());
    return values;
  }

  private static String modalities(Method method) {
    return String.join(", ", method.modalities().stream().sorted().toList());
  }
}
